import { already, type Ability } from './ability.ts';

const older =
  /^(?:please )?(?:can you |could you )?(?:undo|revert|take back|roll back|reverse)\s+(?:the |my |your |that |this )?(?:\w+ )?(?:change|edit|step|build|rewrite|rename|thing)s?\s+(?:of|to|with|about|on|before|from|where|that|in|you made)\b/i;

/** A change before the newest one cannot be taken back in words: the agent has only the files before the newest. */
export const undoOlder: Ability = {
  topics: ['undo', 'revert'],

  examples: () => [],

  read: ({ said }) =>
    older.test(said.trim())
      ? [
          {
            score: 0.98,
            attempt: () =>
              already(
                'In words I can only take back the newest change: say "undo that". An older one can be undone in the list of versions, on its own and without what came after it.',
              ),
          },
        ]
      : [],
};

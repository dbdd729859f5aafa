import type { RecordedPart, TurnHead } from '../../../api/types.ts';
import { deedOf } from '../words.ts';

/** What a turn says, in plain lines: it can be found and read where the turn itself is not drawn. */
export const plainWords = (turn: TurnHead, parts: readonly RecordedPart[]): readonly string[] =>
  [
    turn.prompt ?? deedOf(turn),
    ...turn.dialogue.flatMap(({ question, answer }) => [question, answer ?? '']),
    ...parts.map(({ part }) => (part.kind === 'text' || part.kind === 'step' ? part.text : '')),
    ...outcomeOf(turn),
  ].filter((line) => line.trim() !== '');

const outcomeOf = ({ outcome }: TurnHead): readonly string[] => {
  switch (outcome?.type) {
    case 'version':
      return [`Version ${outcome.version}`, outcome.summary];
    case 'answer':
      return [outcome.text];
    case 'question':
      return [outcome.question];
    case 'declined':
    case 'failed':
    case 'rejected':
      return [outcome.message];
    case 'cancelled':
    case undefined:
      return [];
  }
};

import { authorChange, type AuthoringOutcome, type Clarification } from '@pagewright/authoring';
import type { FileTree } from '@pagewright/kernel/file-tree';

/** A person who says one thing after another and answers what the agent asks back. */
export interface Said {
  readonly outcome: AuthoringOutcome;
  readonly questions: readonly string[];
}

const mostRounds = 4;

/** One site and what was said to its agent so far, message after message as a worker would carry it. */
export class Conversation {
  constructor(tree: FileTree) {
    this.#tree = tree;
  }

  #tree: FileTree;

  get tree(): FileTree {
    return this.#tree;
  }

  /** Says one thing; a question back is answered with `answer` as long as there is one. */
  say(prompt: string, answer: string | undefined): Said {
    const clarifications: Clarification[] = [];
    for (;;) {
      const outcome = ended({ prompt, tree: this.#tree, clarifications });
      if (outcome.type === 'asked' && answer !== undefined && clarifications.length < mostRounds) {
        clarifications.push({ question: outcome.question, answer });
        continue;
      }
      if (outcome.type === 'changed') this.#tree = outcome.tree;
      return { outcome, questions: clarifications.map(({ question }) => question) };
    }
  }
}

const ended = (request: Parameters<typeof authorChange>[0]): AuthoringOutcome => {
  const work = authorChange(request);
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
};

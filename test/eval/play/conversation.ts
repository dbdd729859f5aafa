import {
  answerQuestion,
  authorChange,
  looksBack,
  type AuthoringOutcome,
  type Clarification,
  type PastBuild,
  type Pick,
} from '@pagewright/authoring';
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
  #previous: FileTree | undefined;
  readonly #history: PastBuild[] = [];

  get tree(): FileTree {
    return this.#tree;
  }

  /** Says one thing; a question back is answered with `answer` as long as there is one. */
  say(prompt: string, answer: string | undefined, picks: readonly Pick[] = []): Said {
    const clarifications: Clarification[] = [];
    for (;;) {
      const history = this.#history.slice(-10);
      const back = looksBack(prompt) && this.#previous !== undefined ? { previous: this.#previous } : {};
      const outcome = ended({ prompt, tree: this.#tree, clarifications, picks, history, ...back });
      if (outcome.type === 'asked' && answer !== undefined && clarifications.length < mostRounds) {
        clarifications.push({ question: outcome.question, answer });
        continue;
      }
      this.#keep(prompt, outcome);
      return { outcome, questions: clarifications.map(({ question }) => question) };
    }
  }

  /** Asks a question, which changes nothing. */
  ask(question: string, picks: readonly Pick[]): string {
    return answerQuestion({ question, tree: this.#tree, picks }).text;
  }

  #keep(prompt: string, outcome: AuthoringOutcome): void {
    const sourceVersion = this.#history.findLast(({ version }) => version !== null)?.version ?? 1;
    const changed = outcome.type === 'changed';
    const summary = changed ? outcome.summary : outcome.type === 'declined' ? outcome.message : outcome.question;
    this.#history.push({
      build: `build-${this.#history.length + 1}`,
      prompt,
      summary,
      sourceVersion,
      version: changed ? sourceVersion + 1 : null,
    });
    if (!changed) return;
    this.#previous = this.#tree;
    this.#tree = outcome.tree;
  }
}

const ended = (request: Parameters<typeof authorChange>[0]): AuthoringOutcome => {
  const work = authorChange(request);
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
};

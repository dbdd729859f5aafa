/**
 * What operators ask of the processes that run, by the name of the question; body and answer are JSON. Nothing is kept:
 * who is not there is not asked.
 */
export interface OperatorLine {
  /**
   * Answers a question until the function that it returns is called: every process that listens, or one of them. An
   * OperatorRefused becomes the asker's.
   */
  listen(question: string, who: 'each' | 'one', answer: (body: unknown) => Promise<unknown>): () => void;
  /**
   * What those that listen have answered, none where nobody does.
   * @throws OperatorRefused when one of them refused or failed | StoreUnavailable when those that listen are silent
   */
  ask(question: string, body: unknown): Promise<readonly unknown[]>;
}

/** Something asked for cannot be done; the message names the thing and the next step. */
export class OperatorRefused extends Error {
  override readonly name = 'OperatorRefused';
}

/**
 * What a person can put right: its message is one sentence that names the thing and the next step. It is printed as it
 * is, without a stack; every other error is a fault of ours and keeps its stack.
 */
export class Problem extends Error {
  /**
   * @param {string} sentence
   * @param {ErrorOptions} [options]
   */
  constructor(sentence, options) {
    super(sentence, options);
    this.name = 'Problem';
  }
}

/**
 * The code of a system error ('ENOENT', 'EADDRINUSE' …), or '' where there is none.
 * @param {unknown} raw
 * @returns {string}
 */
export const codeOf = (raw) => (raw instanceof Error && 'code' in raw && typeof raw.code === 'string' ? raw.code : '');

/**
 * @param {unknown} raw
 * @returns {string}
 */
export const messageOf = (raw) => (raw instanceof Error ? raw.message : String(raw));

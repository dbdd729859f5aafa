/** The tokens of a stretch of text, white space left out: how it is laid out says nothing of who wrote it. */
export interface SourceTokens {
  readonly tokens: readonly string[];
  /** Offset of each token in the stretch. */
  readonly starts: Int32Array;
}

// Words, and every other character alone. All beyond ASCII counts as part of a word, so that none is cut in two.
const token = /[A-Za-z0-9_\u0080-\uffff]+|[^\sA-Za-z0-9_\u0080-\uffff]/g;

export const sourceTokens = (text: string): SourceTokens => {
  const tokens: string[] = [];
  const starts: number[] = [];
  for (const match of text.matchAll(token)) {
    tokens.push(match[0]);
    starts.push(match.index);
  }
  return { tokens, starts: Int32Array.from(starts) };
};

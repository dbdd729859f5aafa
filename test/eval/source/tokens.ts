/**
 * The unit of comparison: a tag, a comment, a word, or a token of a style sheet. Two tokens with the same key are the
 * same; how much white space stands between two does not count, but whether there is any does.
 */
export interface Token {
  readonly kind: 'start' | 'end' | 'text' | 'comment' | 'other';
  readonly key: string;
  /** Offsets in the source; a word has those of the run of text that it stands in. */
  readonly from: number;
  readonly to: number;
  readonly spaced: boolean;
  readonly attributes?: ReadonlyMap<string, string>;
  readonly name?: string;
}

/** The words of some tokens, with single spaces where there was white space. */
export const wordsOf = (tokens: readonly Token[]): string =>
  tokens
    .map(({ kind, key, spaced }) => (kind === 'text' ? `${spaced ? ' ' : ''}${key}` : spaced ? ' ' : ''))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();

/** Some tokens as markup again. */
export const markupOf = (tokens: readonly Token[], source: string): string =>
  tokens
    .map(
      ({ kind, key, from, to, spaced }) =>
        `${spaced ? ' ' : ''}${kind === 'text' ? key.replace(/&/g, '&amp;').replace(/</g, '&lt;') : source.slice(from, to)}`,
    )
    .join('');

export const sameTokens = (a: readonly Token[], b: readonly Token[]): boolean =>
  a.length === b.length && a.every((token, at) => token.key === b[at]?.key);

/** Some tokens as a short piece of text for a message. */
export const excerpt = (tokens: readonly Token[]): string => {
  const text = tokens
    .slice(0, 12)
    .map(({ key }) => key)
    .join(' ');
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
};

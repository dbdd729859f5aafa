import type { HtmlSource } from '../source/html-source.ts';
import type { Token } from '../source/tokens.ts';

/** The new tokens without the one link to a style sheet that a wish about looks may add. */
export const withoutNewSheet = (before: HtmlSource, after: HtmlSource): readonly Token[] => {
  const known = new Set(before.tokens.filter(isSheetLink).map(({ key }) => key));
  const at = after.tokens.findIndex((token) => isSheetLink(token) && !known.has(token.key));
  return at < 0 ? after.tokens : after.tokens.toSpliced(at, 1);
};

const isSheetLink = ({ kind, name, attributes }: Token): boolean =>
  kind === 'start' && name === 'link' && /\bstylesheet\b/i.test(attributes?.get('rel') ?? '');

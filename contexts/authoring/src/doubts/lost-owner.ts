import { textOf } from '../html/elements.ts';
import { kindsNamed } from '../outline/kind.ts';
import { tellingTokens, tokensOf } from '../understanding/tokens.ts';
import { spokenText } from '../understanding/quotes.ts';
import type { Wish } from '../understanding/wish.ts';
import type { Touch } from './touched.ts';

const naming = '(?:heading|headline|title|name|label|caption|link|menu|brand|logo)s?';
const possessed = new RegExp(
  `(?<owner>[^\\s,.:;]+(?: [^\\s,.:;]+){0,3})['’]s\\s+(?!${naming}\\b)(?:\\w+\\s+){0,2}?(?<noun>\\w+)`,
  'iu',
);
const belonging = new RegExp(
  `\\b(?!${naming}\\b)(?<noun>\\w+)\\s+(?:of|for|under|below|beneath|next to|beside)\\s+(?:the |our |my )?(?<owner>[^,.:;]+?)(?=\\s+(?:to|should|must|is|are|with|in|on|by|into)\\b|[,.:;]|$)`,
  'iu',
);

/** "Ann's phone number", "the text under Prices": who or what is named owns what changes, and must not go for it. */
export const lostOwner = (wish: Wish, touches: readonly Touch[]): string | undefined => {
  for (const form of [possessed, belonging]) {
    const groups = form.exec(wish.clause)?.groups;
    const noun = tokensOf(groups?.['noun'] ?? '')[0] ?? '';
    const owner = spokenText(groups?.['owner'] ?? '', wish.quotes).replace(
      /^.*\b(?:change|make|set|update|replace)\s+(?:the |our |my )?/i,
      '',
    );
    const tokens = tellingTokens(owner).filter((token) => kindsNamed(token).length === 0);
    if (tokens.length === 0 || (form === belonging && kindsNamed(noun).length === 0)) continue;
    const lost = touches.some(({ gone, written, element }) => {
      const [was, is] = [tellingTokens(gone), tellingTokens(written)];
      if (is.length === 0 || was.length === 0 || element === undefined || textOf(element) === '') return false;
      return (
        tokens.every((word) => was.includes(word)) &&
        was.length <= tokens.length + 2 &&
        !is.some((word) => tokens.includes(word))
      );
    });
    if (lost) return owner;
  }
  return undefined;
};

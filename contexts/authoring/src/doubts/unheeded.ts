import { agreement, isStopWord, tellingTokens, tokensOf } from '../understanding/tokens.ts';
import { sinceWhen } from '../understanding/since-when.ts';
import { soleQuote } from '../understanding/quotes.ts';
import type { Wish } from '../understanding/wish.ts';

const name =
  /(?:(?<=[\p{L}\p{N},/\uE000-\uEFFF]['’]?\s)\p{Lu}[\p{L}\p{N}]*(?:['’]s)?|^\p{Lu}\p{L}+['’]s)(?![\p{L}\p{N}])/gu;
const number = /(?<![\w#.,])\d{3,}(?![\w.,])/g;
/** "Fri" is what a page calls Friday. */
const weekday = /^(?:mon|tues|wednes|thurs|fri|satur|sun)day$/;
/** Names that say in what something is told and stand nowhere. */
const beyond =
  /^(?:I|English|German|French|Spanish|Italian|Norwegian|Dutch|Google|Facebook|Twitter|Instagram|LinkedIn|SEO|CSS|HTML)$/;

/** The names, numbers and quoted words of a wish that have nothing to do with what was done for it. */
export const unheeded = (wish: Wish, words: ReadonlySet<string>): readonly string[] => {
  const all = [...words];
  const heeded = (token: string): boolean =>
    words.has(token) ||
    all.some((word) => agreement(token, word) > 0.7) ||
    (weekday.test(token) && all.some((word) => word.length > 2 && token.startsWith(word)));
  const clause = wish.clause.replace(sinceWhen, ' ');
  const said = [...clause.matchAll(name), ...clause.matchAll(number)]
    .map(([word]) => word.replace(/['’]s$/, ''))
    .filter((word) => !beyond.test(word))
    .filter((word) => tokensOf(word).some((token) => !isStopWord(token) && !heeded(token)));
  const quotes = [...wish.clause.matchAll(/[\uE000-\uEFFF]/g)]
    .map(([mark]) => soleQuote(mark, wish.quotes) ?? '')
    .filter((quote) => {
      const tokens = tellingTokens(quote);
      return tokens.length > 0 && tokens.filter(heeded).length < 0.6 * tokens.length;
    });
  return [...said, ...quotes];
};

import type { Page } from '../html/page.ts';
import { textRuns } from '../html/text-runs.ts';
import { saidByAttributes } from './attribute-words.ts';
import { kindsNamed } from '../outline/kind.ts';
import { quoted, soleQuote } from '../understanding/quotes.ts';
import { isStopWord, tokensOf } from '../understanding/tokens.ts';

/** Words of a message that stand on a page as they are said. */
export interface Anchor {
  readonly words: string;
  /** Where they stand in the message. */
  readonly from: number;
  readonly to: number;
  readonly quoted: boolean;
  /** Whether they are the whole of what some element says. */
  readonly whole: boolean;
}

/** Everything that a page says, for looking words up in it. */
interface PageWords {
  readonly exact: string;
  readonly lower: string;
  readonly wholes: ReadonlySet<string>;
}

/** The words of a message that stand on one of the pages, in the order of the message; the page is the dictionary. */
export const anchorsIn = (message: string, quotes: readonly string[], pages: readonly Page[]): readonly Anchor[] => {
  const books = pages.map(pageWords);
  const marks = [...message.matchAll(new RegExp(quoted, 'g'))].flatMap(({ index, 0: mark }): Anchor[] => {
    const words = soleQuote(mark, quotes) ?? '';
    return words !== '' && stands(words, books)
      ? [{ words, from: index, to: index + 1, quoted: true, whole: isWhole(words, books) }]
      : [];
  });
  return [...marks, ...unquoted(message, books)].toSorted((a, b) => a.from - b.from);
};

/** Whether some words stand on one of the pages. */
export const standsOn = (words: string, pages: readonly Page[]): boolean => stands(words, pages.map(pageWords));

const longest = 9;

const unquoted = (message: string, books: readonly PageWords[]): Anchor[] => {
  const words = [...message.matchAll(/[^\s\uE000-\uEFFF]+/g)];
  const found: Anchor[] = [];
  for (let at = 0; at < words.length; at += 1) {
    for (let count = Math.min(longest, words.length - at); count > 0; count -= 1) {
      const [first, last] = [words[at], words[at + count - 1]];
      if (first === undefined || last === undefined) continue;
      const whole = message.slice(first.index, last.index + last[0].length);
      const before = words[at - 1]?.[0] ?? '';
      const lead = /^[("'“‘<]*/.exec(whole)?.[0].length ?? 0;
      const said = whole.slice(lead).replace(/(?:['’]s)?[.,;:!?)"'”’>]*$/, '');
      const full = whole.slice(lead).replace(/[,;:)"'”’>]+$/, '');
      const words_ = (/[!?]$/.test(full) || count > 4 ? [full, said] : [said]).find((one) =>
        tells(one, books, at === 0 || /[.!?:]$/.test(before), at === 0 || /[.!?]$/.test(before)),
      );
      if (words_ === undefined) continue;
      const from = first.index + lead;
      found.push({ words: words_, from, to: from + words_.length, quoted: false, whole: isWhole(words_, books) });
      at += count - 1;
      break;
    }
  }
  return found;
};

/** Whether a stretch of words is so particular that it is hardly on the page by chance. */
const tells = (said: string, books: readonly PageWords[], opening: boolean, begins: boolean): boolean => {
  if (said.length < 2 || /\.\s/.test(said)) return false;
  const words = said.split(/\s+/);
  const tokens = tokensOf(said).filter((token) => !isStopWord(token));
  if (tokens.length === 0)
    return !begins && /^\p{Lu}/u.test(said) && isWhole(said, books) && standsExactly(said, books);
  if (beginsIdly(said)) return false;
  if (isNamed(said, words, books, opening) && standsExactly(said, books)) return true;
  const kinds = tokens.every((token) => kindsNamed(token).length > 0);
  if (!kinds && isWhole(said, books) && (words.length > 1 || said.length > 3)) return true;
  return tokens.length > 2 && stands(said, books);
};

const beginsIdly = (said: string): boolean =>
  isStopWord(tokensOf(said.split(/\s/)[0] ?? '')[0] ?? '') && !/^\p{Lu}/u.test(said);

const isNamed = (said: string, words: readonly string[], books: readonly PageWords[], opening: boolean): boolean => {
  const capital = words.some((word, at) => /^\p{Lu}|\d/u.test(word) && !(opening && at === 0 && words.length > 1));
  return capital && (words.length > 1 || !opening || /\p{Lu}.*\p{Lu}|\d|\./u.test(said) || isWhole(said, books));
};

const stands = (words: string, books: readonly PageWords[]): boolean => {
  const wanted = canonical(words).toLowerCase();
  return books.some(({ lower }) => lower.includes(wanted));
};

const standsExactly = (words: string, books: readonly PageWords[]): boolean => {
  const wanted = canonical(words);
  return books.some(({ exact }) => bounded(exact, wanted));
};

const bounded = (text: string, wanted: string): boolean => {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1))
    if (!/[\p{L}\p{N}]/u.test(text[at - 1] ?? ' ') && !/[\p{L}\p{N}]/u.test(text[at + wanted.length] ?? ' '))
      return true;
  return false;
};

const isWhole = (words: string, books: readonly PageWords[]): boolean => {
  const wanted = canonical(words).toLowerCase();
  return books.some(({ wholes }) => wholes.has(wanted));
};

const pageWords = (page: Page): PageWords => {
  const known = memo.get(page);
  if (known !== undefined) return known;
  const runs = textRuns(page, page.body);
  const attributes = saidByAttributes(page).map(({ words }) => canonical(words));
  const exact = [...runs.map(({ text }) => canonical(text)), ...attributes].join('\n');
  const wholes = new Set([
    ...attributes.map((words) => words.toLowerCase()),
    ...runs.flatMap(({ text, inlines }) =>
      [text, ...inlines.map(({ start, end }) => text.slice(start, end))].map((one) => canonical(one).toLowerCase()),
    ),
  ]);
  const made = { exact, lower: exact.toLowerCase(), wholes };
  memo.set(page, made);
  return made;
};

const memo = new WeakMap<Page, PageWords>();

const canonical = (text: string): string =>
  text
    .replace(/[‘’‛]/g, "'")
    .replace(/[“”„]/g, '"')
    .replace(/[‐‑–—]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();

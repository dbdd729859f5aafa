import { fragmentOf, select, textOf, collapse } from '../source/html-source.ts';
import type { Expectation } from '../requests.ts';
import { excerpt, markupOf, sameTokens, wordsOf, type Token } from '../source/tokens.ts';
import type { Check } from './region.ts';

/** The words are these now; of the markup around them some may be gone, none may be new. */
export const saysExactly =
  (before: readonly Token[], words: string): Check =>
  (now) => {
    if (plain(wordsOf(now)) !== plain(words)) return `it says "${wordsOf(now)}" and not "${words}"`;
    return newMarkup(before, now);
  };

/** One occurrence of a piece, or each of them, became another piece; all else stayed. */
export const saysReplaced =
  (before: readonly Token[], pairs: readonly (readonly [piece: string, by: string])[]): Check =>
  (now) => {
    let accepted = [plain(wordsOf(before))];
    for (const [piece, by] of pairs) accepted = accepted.flatMap((text) => replacements(text, plain(piece), plain(by)));
    if (!accepted.map(collapse).includes(plain(wordsOf(now)))) return `it says "${wordsOf(now)}"`;
    return newMarkup(before, now);
  };

export const isGone: Check = (now) => (now.length === 0 ? undefined : `still there: ${excerpt(now)}`);

/** The very tokens stand here now, perhaps announced by the comment that they had. */
export const areThese =
  (tokens: readonly Token[]): Check =>
  (now) => {
    const start = now.findIndex(({ kind }) => kind !== 'comment');
    const moved = now.slice(Math.max(0, start));
    return sameTokens(moved, tokens) ? undefined : `not the same was moved there: ${excerpt(moved)}`;
  };

/** What was added is what was asked for. `source` is the new source. */
export const isAddition =
  (expected: readonly Expectation[], max: number | undefined, source: string): Check =>
  (now) => {
    if (now.length === 0) return 'nothing was added';
    const elements = now.filter(({ kind }) => kind === 'start').length;
    if (max !== undefined && elements > max) return `${elements} elements were added, more than ${max}`;
    return missing(fragmentOf(markupOf(now, source)), expected);
  };

/** Something was added at one place within the old tokens, and nothing else changed there. */
export const isAdditionWithin =
  (before: readonly Token[], addition: Check): Check =>
  (now) => {
    const added = now.length - before.length;
    if (added <= 0) return 'nothing was added';
    let reason: string | undefined = 'what was there changed too';
    for (let at = 0; at <= before.length; at += 1) {
      if (at > 0 && before[at - 1]?.key !== now[at - 1]?.key) break;
      if (!sameTokens(before.slice(at), now.slice(at + added))) continue;
      reason = addition(now.slice(at, at + added));
      if (reason === undefined) return undefined;
    }
    return reason;
  };

/** Why a piece of markup does not have what it should. */
export const missing = (root: Parameters<typeof select>[0], expected: readonly Expectation[]): string | undefined => {
  for (const { selector, count, text, matches } of expected) {
    const found = select(root, selector).filter((element) => {
      const words = plain(textOf(element));
      if (text !== undefined && words !== plain(text)) return false;
      return matches === undefined || new RegExp(matches, 'iu').test(words);
    });
    if (count === undefined ? found.length === 0 : found.length !== count)
      return `it has ${found.length} ${selector}${text === undefined ? '' : ` "${text}"`}${matches === undefined ? '' : ` matching ${matches}`}, not ${count ?? 'one'}`;
  }
  return undefined;
};

const plain = (text: string): string => collapse(text.replace(/\u00a0/g, ' '));

const newMarkup = (before: readonly Token[], now: readonly Token[]): string | undefined => {
  const left = new Map<string, number>();
  for (const { kind, key } of before) if (kind !== 'text') left.set(key, (left.get(key) ?? 0) + 1);
  for (const { kind, key } of now) {
    if (kind === 'text') continue;
    const rest = left.get(key) ?? 0;
    if (rest === 0) return `markup was added: ${key}`;
    left.set(key, rest - 1);
  }
  return undefined;
};

const replacements = (text: string, piece: string, by: string): string[] => {
  const accepted: string[] = [text.split(piece).join(by)];
  for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1))
    accepted.push(text.slice(0, at) + by + text.slice(at + piece.length));
  return accepted;
};

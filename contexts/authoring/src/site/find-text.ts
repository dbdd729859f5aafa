import { isHtml, isInside, nameWords, type Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import type { RunRange } from '../html/rewrite-text.ts';
import { textRuns, type TextRun } from '../html/text-runs.ts';
import { similarity } from '../understanding/similarity.ts';
import { isFooter, isNavigation } from './landmarks.ts';

export type TextRole = 'menu' | 'footer' | 'heading' | 'button' | 'link' | 'text';

/** A place where words stand on a page. */
export interface TextHit extends RunRange {
  readonly page: Page;
  readonly role: TextRole;
}

/**
 * Finds words on pages as a reader would point at them. The strictest kind of match that exists anywhere wins: a whole
 * element of the same spelling, a whole element in any case, whole words of the same spelling, whole words in any case,
 * any part that does not begin or end within a word.
 */
export const findText = (
  pages: readonly Page[],
  wanted: string,
  accept: (hit: TextHit) => boolean,
): readonly TextHit[] => {
  return firstHits(pages, strictness(wanted), accept);
};

/** All places where the words stand as whole words in the same spelling; in any case if that finds none. */
export const findEverywhere = (
  pages: readonly Page[],
  wanted: string,
  accept: (hit: TextHit) => boolean,
): readonly TextHit[] => {
  return firstHits(
    pages,
    strictness(wanted).filter(({ whole }) => !whole),
    accept,
  );
};

/** The words on these pages that look most like the wanted ones, if any come close. */
export const nearestText = (pages: readonly Page[], wanted: string): string | undefined => {
  const candidates = pages.flatMap((page) =>
    textRuns(page, page.body).flatMap((run) => [
      run.text,
      ...run.inlines.map(({ start, end }) => run.text.slice(start, end)),
    ]),
  );
  const scored = candidates
    .filter((text) => text.length < 200 && Math.abs(text.length - wanted.length) <= wanted.length)
    .map((text) => ({ text, score: similarity(text, wanted) }));
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a), { text: '', score: 0 });
  return best.score >= 0.55 ? best.text : undefined;
};

const roleOf = ({ run, start, end }: RunRange): TextRole => {
  const link = run.inlines.find(
    (span) => span.element.tagName === 'a' && span.start <= start && span.end >= end,
  )?.element;
  const place: Element = link ?? run.block;
  if (within(place, isNavigation)) return 'menu';
  if (within(place, isFooter)) return 'footer';
  if (within(place, (element) => /^h[1-6]$/.test(element.tagName))) return 'heading';
  if (within(place, isButton)) return 'button';
  return within(place, (element) => isHtml(element, 'a')) ? 'link' : 'text';
};

const within = (element: Element, test: (element: Element) => boolean): boolean =>
  test(element) || isInside(element, test);

const isButton = (element: Element): boolean =>
  isHtml(element, 'button') ||
  (isHtml(element, 'a') && nameWords(element).some((word) => /^(?:btn|button|cta)$/.test(word)));

interface Strictness {
  readonly whole: boolean;
  readonly pattern: RegExp;
}

const firstHits = (
  pages: readonly Page[],
  kinds: readonly Strictness[],
  accept: (hit: TextHit) => boolean,
): TextHit[] => {
  const runs = pages.flatMap((page) => textRuns(page, page.body).map((run) => ({ page, run })));
  for (const { whole, pattern } of kinds) {
    const hits = runs
      .flatMap(({ page, run }) => matches(page, run, pattern))
      .filter((hit) => (!whole || isWhole(hit)) && accept(hit));
    if (hits.length > 0) return hits;
  }
  return [];
};

/** A letter of a script that puts spaces between its words. */
const letter = /^(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{N}]$/u;

const strictness = (wanted: string): Strictness[] => {
  const text = canonical(wanted).replace(/\s+/g, ' ').trim();
  if (text === '') return [];
  const literal = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const open = letter.test(text.at(0) ?? '') ? '(?<![\\p{L}\\p{N}])' : '';
  const close = letter.test(text.at(-1) ?? '') ? '(?![\\p{L}\\p{N}])' : '';
  const bounded = `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`;
  return [
    { whole: true, pattern: new RegExp(bounded, 'gu') },
    { whole: true, pattern: new RegExp(bounded, 'giu') },
    { whole: false, pattern: new RegExp(bounded, 'gu') },
    { whole: false, pattern: new RegExp(bounded, 'giu') },
    { whole: false, pattern: new RegExp(`${open}${literal}${close}`, 'giu') },
  ];
};

const matches = (page: Page, run: TextRun, pattern: RegExp): TextHit[] =>
  [...canonical(run.text).matchAll(pattern)].map((match) => {
    const range = { run, start: match.index, end: match.index + match[0].length };
    return { page, ...range, role: roleOf(range) };
  });

const isWhole = ({ run, start, end }: RunRange): boolean =>
  (start === 0 && end === run.text.length) || run.inlines.some((span) => span.start === start && span.end === end);

// People type straight quotes, hyphens and plain spaces; each stands here for its typographic kin of the same length.
const canonical = (text: string): string =>
  text
    .replace(/[‘’‛]/g, "'")
    .replace(/[“”„]/g, '"')
    .replace(/[‐‑–—]/g, '-')
    .replace(/[\u00a0\u202f]/g, ' ');

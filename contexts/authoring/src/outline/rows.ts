import { ancestors, childElements, isHtml, isInside, nameWords, textOf, type Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { textRuns } from '../html/text-runs.ts';
import { mainHeading, isFooter, isNavigation } from '../site/landmarks.ts';
import { agreement, tokensOf } from '../understanding/tokens.ts';
import { isRepeated, kindsOf, signature } from './kinds-of.ts';
import { pageWords } from './score.ts';
import { thingsOf } from './thing.ts';

/** Things that come one after another and are made alike: cards, list items, questions. */
export interface Row {
  readonly page: Page;
  readonly items: readonly Element[];
  readonly score: number;
}

/** The rows that a noun may mean, the likeliest first: "speaker" those on the page of speakers. */
export const rowsCalled = (pages: readonly Page[], noun: string): readonly Row[] => {
  const tokens = tokensOf(noun).flatMap((token) => [[token, ...(kin[token] ?? [])]]);
  return pages
    .flatMap((page) => rowsOf(page).map((items) => ({ page, items, score: fit(page, items, tokens) })))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score);
};

/** What people call otherwise than pages do. */
const kin: Readonly<Record<string, readonly string[]>> = {
  dessert: ['sweet', 'pudding'],
  starter: ['begin', 'appetizer', 'appetiser'],
  team: ['people', 'staff', 'crew'],
  person: ['people', 'team', 'staff', 'crew'],
  colleague: ['people', 'team', 'staff', 'crew'],
  member: ['people', 'team', 'staff', 'crew'],
  testimonial: ['review', 'quote', 'said'],
  review: ['testimonial', 'quote', 'said'],
  question: ['faq'],
  price: ['pricing', 'plan'],
};

const rowsOf = (page: Page): readonly (readonly Element[])[] => {
  const parents = new Set(
    thingsOf(page)
      .filter(({ element }) => isHtml(element, 'li', 'details', 'article') || isRepeated(element))
      .flatMap(({ element: { parentNode } }) => (parentNode !== null && isHtml(parentNode) ? [parentNode] : [])),
  );
  return [...parents]
    .filter((parent) => !inFrame(parent))
    .flatMap((parent) => [
      ...Map.groupBy(
        childElements(parent).filter((one) => one.tagName !== 'a' && textOf(one) !== ''),
        isHtml(parent, 'ul', 'ol') ? ({ tagName }) => tagName : signature,
      ).values(),
    ])
    .filter(
      (items) =>
        items.length > 1 &&
        items.every((item) => !isHtml(item, 'section') && (textRuns(page, item).length > 1 || isHtml(item, 'li'))),
    );
};

const inFrame = (element: Element): boolean =>
  [isFooter, isNavigation, (one: Element) => kindsOf(one).has('menu')].some(
    (test) => test(element) || isInside(element, test),
  );

const ofPage = 0.6;

const fit = (page: Page, items: readonly Element[], tokens: readonly (readonly string[])[]): number => {
  const [first] = items;
  if (first === undefined) return 0;
  const heading = mainHeading(page);
  const called = new Set([...pageWords(page), ...(heading === undefined ? [] : tokensOf(textOf(heading)))]);
  const circles = namesAround(page, first);
  const found = tokens.map((names) =>
    Math.max(
      0,
      ...names.flatMap((token) => [
        ...circles.map((circle, at) => (says(circle, token) ? 1 - 0.05 * at : 0)),
        says([...called], token) ? ofPage : 0,
      ]),
    ),
  );
  return found.some((one) => one === 0) ? 0 : found.reduce((sum, one) => sum + one, 0) / found.length;
};

const says = (words: readonly string[], token: string): boolean => words.some((word) => agreement(token, word) > 0.8);

/** What an item is called by its own names, by the heading it stands under, and by what is around it. */
const namesAround = (page: Page, item: Element): readonly (readonly string[])[] => {
  const start = item.sourceCodeLocation?.startOffset ?? 0;
  const heading = thingsOf(page).findLast(
    ({ element: { tagName, sourceCodeLocation: place } }) =>
      /^h[1-4]$/.test(tagName) && place !== undefined && place !== null && place.endOffset <= start,
  )?.element;
  return [
    nameWords(item).flatMap(tokensOf),
    heading === undefined ? [] : tokensOf(textOf(heading)),
    ...[...ancestors(item)].slice(0, 6).map((outer) => nameWords(outer).flatMap(tokensOf)),
  ];
};

import { attribute, textOf, type Element } from '../html/elements.ts';
import { openPage, titleElement, type Page } from '../html/page.ts';
import { sequenceHunks } from '../matching/sequence-hunks.ts';
import { pageWords } from '../outline/score.ts';
import { aroundWords, ownWords, thingsOf } from '../outline/thing.ts';
import { mainHeading } from '../site/landmarks.ts';
import type { Change, Site } from '../site/site.ts';
import { tokensOf } from '../understanding/tokens.ts';

/** One stretch of a page's source that a change took, wrote, or wrote anew. */
export interface Touch {
  readonly page: Page;
  readonly gone: string;
  readonly written: string;
  /** The innermost element that holds it; undefined in a page's head. */
  readonly element: Element | undefined;
  /** What stands right before and after it. */
  readonly beside: readonly Element[];
  /** The source around it, as it was and as it is. */
  readonly before: string;
  readonly after: string;
}

/** What some changes did to the pages that were there, stretch by stretch. */
export const touchesOf = (site: Site, changes: readonly Change[]): readonly Touch[] =>
  changes.flatMap(({ path, bytes }): Touch[] => {
    const page = site.pages.find((one) => one.path === path);
    const after = page === undefined || bytes === null ? undefined : openPage(path, bytes);
    return page === undefined || after === undefined ? [] : stretches(page, after.text);
  });

/** The words of what was touched and of all that is around it: its page, its part of the page, its neighbours. */
export const wordsAround = (touches: readonly Touch[]): ReadonlySet<string> =>
  new Set(
    touches.flatMap(({ page, element, beside }) => [
      ...wordsOfPage(page),
      ...beside.flatMap((one) => [...ownWords(one)]),
      ...(element === undefined ? [] : [ownWords(element), ...aroundWords(element)].flatMap((circle) => [...circle])),
    ]),
  );

/** What a page is called: by its file, its title, its heading. */
export const wordsOfPage = (page: Page): readonly string[] => {
  const root = page.head.parentNode;
  const [title, heading] = [titleElement(page), mainHeading(page)];
  return [
    ...pageWords(page),
    ...(title === undefined ? [] : tokensOf(textOf(title))),
    ...(heading === undefined ? [] : tokensOf(textOf(heading))),
    ...(root !== null && 'attrs' in root ? tokensOf(attribute(root, 'lang') ?? '') : []),
  ];
};

const unit = /[\p{L}\p{N}]+|\s+|[^\p{L}\p{N}\s]/gu;
const window = 60;

const stretches = (page: Page, after: string): Touch[] => {
  const [old, fresh] = [page.text.match(unit) ?? [], after.match(unit) ?? []];
  const [starts, goals] = [placesOf(old), placesOf(fresh)];
  return sequenceHunks(old, fresh).map(({ start, end, from, to }): Touch => {
    const range = { start: starts[start] ?? 0, end: starts[end] ?? page.text.length };
    return {
      page,
      gone: page.text.slice(range.start, range.end),
      written: fresh.slice(from, to).join(''),
      element: elementAt(page, range.start, range.end),
      beside: neighbours(page, range.start, range.end),
      before: page.text.slice(Math.max(0, range.start - window), range.end + window),
      after: after.slice(Math.max(0, (goals[from] ?? 0) - window), (goals[to] ?? after.length) + window),
    };
  });
};

const placesOf = (units: readonly string[]): readonly number[] => {
  const places = [0];
  for (const [at, one] of units.entries()) places.push((places[at] ?? 0) + one.length);
  return places;
};

const elementAt = (page: Page, start: number, end: number): Element | undefined =>
  thingsOf(page).findLast(
    ({ element: { sourceCodeLocation: place } }) =>
      place && place.startOffset <= start && place.endOffset >= Math.max(end, start + 1),
  )?.element;

const neighbours = (page: Page, start: number, end: number): readonly Element[] => {
  const things = thingsOf(page)
    .map(({ element }) => element)
    .filter(({ parentNode }) => parentNode !== null && 'sourceCodeLocation' in parentNode && holds(parentNode, start));
  const before = things.findLast(({ sourceCodeLocation: place }) => place && place.endOffset <= start);
  const after = things.find(({ sourceCodeLocation: place }) => place && place.startOffset >= end);
  return [before, after].filter((one) => one !== undefined);
};

const holds = ({ sourceCodeLocation: place }: Pick<Element, 'sourceCodeLocation'>, at: number): boolean =>
  place !== undefined && place !== null && place.startOffset <= at && place.endOffset >= at;

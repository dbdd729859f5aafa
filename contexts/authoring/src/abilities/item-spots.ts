import { ancestors, childElements, findAll, isHtml, isInside, type Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { isRepeated, kindsOf } from '../outline/kinds-of.ts';
import { bestOf, candidatesFor } from '../outline/resolve.ts';
import { menuOf } from '../site/menu.ts';
import type { Site } from '../site/site.ts';
import { readPlace, type SaidPlace } from '../understanding/places.ts';
import { ordinal } from '../understanding/ordinals.ts';
import { tokensOf } from '../understanding/tokens.ts';
import { readTarget } from '../understanding/target-phrase.ts';
import type { Wish } from '../understanding/wish.ts';
import { searchSite } from './pages-searched.ts';

export interface Spot {
  readonly page: Page;
  /** Beside which neighbour it goes. */
  readonly neighbour: Element;
  readonly side: 'before' | 'after';
  readonly score: number;
}

/** Where in a row the new one goes: beside the neighbour that was named, else at an end of the row that was named. */
export const neighbourFor = (said: string, wish: Wish, site: Site): Spot[] => {
  const stripped = said.replace(leadIn, '');
  const read = readPlace(stripped);
  const inMenu = /\b(?:menu|navigation|nav|navbar|top bar|header bar)\b/i.test(said);
  const place: SaidPlace = read?.place ?? { side: 'end-of', by: stripped };
  const context = read?.rest.replace(/^(?:to|in|into|on)\s+/i, '') ?? '';
  if (place.side === 'start-of' || place.side === 'end-of')
    return inMenu
      ? menuSpots(
          site,
          wish,
          place.side,
          tokensOf(said)
            .map(ordinal)
            .find((one) => one !== undefined && one > 0),
        )
      : endSpots(site, wish, place, place.by || context || stripped);
  const beside = besideSpots(site, wish, place, context);
  return inMenu
    ? beside
        .filter(({ neighbour }) => isInside(neighbour, (one) => kindsOf(one).has('menu')))
        .slice(0, site.pages.length)
    : beside.slice(0, 1);
};

const leadIn =
  /^,?\s*(?:to|in|into|on|as|for)\s+(?:an? |the )?(?:last |new |first |fourth |third |fifth )?(?:one|entry|item|link|service|card|step)?\s*(?=(?:in|of|to|behind|after|before|below|above)\b)/i;

const besideSpots = (site: Site, wish: Wish, place: SaidPlace, context: string): Spot[] => {
  const target = readTarget(`${place.by} ${context === '' ? '' : `in ${context}`}`, wish.quotes);
  const kinds = target.kinds.includes('field') ? (['field'] as const) : [];
  return bestOf(searchSite(site, wish, { ...target, kinds })).flatMap(({ page, element, score }): Spot[] => {
    const unit = unitOf(element);
    return unit === undefined
      ? []
      : [{ page, neighbour: unit, side: place.side === 'before' ? 'before' : 'after', score }];
  });
};

const endSpots = (site: Site, wish: Wish, place: SaidPlace, phrase: string): Spot[] => {
  const target = readTarget(phrase.replace(/^(?:to|in|into|on|of)\s+/i, ''), wish.quotes);
  if (target.tokens.length + target.literals.length + target.kinds.length === 0) return [];
  const row = rowFor(site, wish, target);
  const start = place.side === 'start-of';
  const neighbour = start ? row?.items[0] : row?.items.at(-1);
  if (row === undefined || neighbour === undefined) return [];
  return [{ page: row.page, neighbour, side: start ? 'before' : 'after', score: row.score }];
};

const menuSpots = (site: Site, wish: Wish, side: 'start-of' | 'end-of', block?: number): Spot[] => {
  const pages =
    wish.scope.type === 'page'
      ? site.pages.filter(({ path }) => wish.scope.type === 'page' && path === wish.scope.page.path)
      : site.pages;
  return pages.flatMap((page): Spot[] => {
    const lists = findAll(page.body, (list) => isHtml(list, 'ul', 'ol') && isInside(list, inMenuPart)).map((list) =>
      childElements(list),
    );
    const said = block === undefined || lists.length < 2 ? undefined : lists[block - 1];
    const menu = said ?? menuOf(page).map(({ item }) => item);
    const one = side === 'start-of' ? menu[0] : menu.at(-1);
    return one === undefined
      ? []
      : [{ page, neighbour: one, side: side === 'start-of' ? 'before' : 'after', score: 1 }];
  });
};

const inMenuPart = (element: Element): boolean => kindsOf(element).has('menu') && !isHtml(element, 'ul');

const unitOf = (element: Element): Element | undefined =>
  [element, ...ancestors(element)].find((one) => isHtml(one, 'li', 'tr', 'option') || isRepeated(one));

/** The items of the list, table or row of cards that a phrase names. */
const rowFor = (
  site: Site,
  wish: Wish,
  target: ReturnType<typeof readTarget>,
): { page: Page; items: readonly Element[]; score: number } | undefined => {
  const pages =
    wish.scope.type === 'page'
      ? site.pages.filter(({ path }) => wish.scope.type === 'page' && path === wish.scope.page.path)
      : site.pages;
  const items = candidatesFor(pages, {
    ...target,
    near: target.tokens,
    kinds: ['item', 'option', 'row'],
    position: undefined,
  });
  const rows = [...Map.groupBy(items, ({ element }) => element.parentNode).values()].filter((row) => row.length > 1);
  const best = rows.toSorted((a, b) => average(b) - average(a))[0];
  const [first] = best ?? [];
  const [parent] = first === undefined ? [] : ancestors(first.element);
  if (first === undefined || parent === undefined) return undefined;
  return {
    page: first.page,
    items: childElements(parent).filter((child) => child.tagName === first.element.tagName),
    score: average(best ?? []),
  };
};

const average = (row: readonly { score: number }[]): number =>
  row.reduce((sum, { score }) => sum + score, 0) / Math.max(1, row.length);

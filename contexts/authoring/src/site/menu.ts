import { MagicString } from 'magic-string';
import { removeAttribute, setAttribute } from '../html/attributes.ts';
import {
  attribute,
  classesOf,
  descendants,
  find,
  findAll,
  isHtml,
  isInside,
  nameWords,
  textOf,
  type Element,
} from '../html/elements.ts';
import { lineStart } from '../html/head.ts';
import type { Page } from '../html/page.ts';
import { rewriteElement } from '../html/rewrite-text.ts';
import { isFooter, isNavigation } from './landmarks.ts';

/** An entry of a menu: the link, and the list item around it if there is one. */
export interface MenuItem {
  readonly item: Element;
  readonly link: Element;
}

const notMenus = new Set(['breadcrumb', 'breadcrumbs', 'pagination', 'pager', 'toc', 'social']);
const activeClass = /^(?:active|current|selected|is-active|is-current|current-menu-item|current_page_item)$/;

/** The entries of the page's main menu in order; empty if it has none. */
export const menuOf = (page: Page): readonly MenuItem[] => {
  const places = [
    ...findAll(page.body, (element) => isNavigation(element) && !isOther(element)),
    ...findAll(page.body, (element) => isHtml(element, 'header') && !isOther(element)),
    ...findAll(
      page.body,
      (element) =>
        isHtml(element, 'ul', 'div') &&
        nameWords(element).some((word) => word === 'menu' || word === 'nav') &&
        !isOther(element),
    ),
  ];
  return places.map(entriesIn).find((entries) => entries.length > 0) ?? [];
};

/** Adds an entry after the menu's last one, made after one that it has, so that it looks and behaves alike. */
export const addMenuItem = (
  source: MagicString,
  page: Page,
  menu: readonly MenuItem[],
  entry: { label: string; href: string },
): void => {
  const last = menu.at(-1);
  const pattern = menu.findLast(({ item, link }) => !isActive(item) && !isActive(link)) ?? last;
  const [place, patternPlace] = [last?.item.sourceCodeLocation, pattern?.item.sourceCodeLocation];
  if (pattern === undefined || !place || !patternPlace) return;
  const scratch = new MagicString(page.text);
  setAttribute(scratch, page, pattern.link, 'href', entry.href);
  rewriteElement(scratch, page, pattern.link, entry.label);
  for (const element of [pattern.item, ...descendants(pattern.item)]) {
    deactivate(scratch, page, element);
    removeAttribute(scratch, page, element, 'id');
  }
  // Without its end tag an item reaches up to the next tag, line breaks included.
  const copy = scratch.slice(patternPlace.startOffset, patternPlace.endOffset).trimEnd();
  const end = place.startOffset + page.text.slice(place.startOffset, place.endOffset).trimEnd().length;
  source.appendLeft(end, `${gapBefore(page, menu)}${copy}`);
};

/** Marks the entry that leads to `href` as the current one, in the way the menu marked another before. */
export const activateMenuItem = (source: MagicString, page: Page, href: string): void => {
  const menu = menuOf(page);
  const fresh = menu.find(({ link }) => attribute(link, 'href') === href);
  if (fresh === undefined) return;
  for (const { item, link } of menu) {
    for (const [old, element] of [
      [item, fresh.item],
      [link, fresh.link],
    ] as const) {
      if (!isActive(old) || old === element || (old === link && item === link && element !== fresh.link)) continue;
      const names = classesOf(old).filter((name) => activeClass.test(name));
      const current = attribute(old, 'aria-current');
      deactivate(source, page, old);
      if (names.length > 0) setAttribute(source, page, element, 'class', [...classesOf(element), ...names].join(' '));
      if (current !== undefined) setAttribute(source, page, element, 'aria-current', current);
      if (item === link) break;
    }
  }
};

const isOther = (element: Element): boolean =>
  nameWords(element).some((word) => notMenus.has(word)) || isFooter(element) || isInside(element, isFooter);

const entriesIn = (place: Element): MenuItem[] => {
  const lists = new Map<Element | 'none', MenuItem[]>();
  for (const link of findAll(place, (element) => isHtml(element, 'a') && isPlainLink(element))) {
    const item = [...parents(link, place)].find((element) => isHtml(element, 'li')) ?? link;
    if (item !== link && findAll(item, (element) => isHtml(element, 'a')).length > 1) continue;
    const list = item.parentNode && isHtml(item.parentNode) ? item.parentNode : 'none';
    lists.set(list, [...(lists.get(list) ?? []), { item, link }]);
  }
  return [...lists.values()].reduce<MenuItem[]>((best, entries) => (entries.length > best.length ? entries : best), []);
};

function* parents(element: Element, limit: Element): Generator<Element> {
  for (let at = element.parentNode; at !== null && isHtml(at) && at !== limit; at = at.parentNode) yield at;
}

const isPlainLink = (link: Element): boolean =>
  textOf(link) !== '' &&
  attribute(link, 'href') !== undefined &&
  attribute(link, 'aria-haspopup') === undefined &&
  !link.attrs.some(({ name }) => /^data-(?:bs-)?toggle$/.test(name)) &&
  !nameWords(link).some((word) => word === 'brand' || word === 'logo' || word === 'skip') &&
  find(link, (element) => isHtml(element, 'img')) === undefined;

const isActive = (element: Element): boolean =>
  attribute(element, 'aria-current') !== undefined || classesOf(element).some((name) => activeClass.test(name));

const deactivate = (source: MagicString, page: Page, element: Element): void => {
  if (!isActive(element)) return;
  const rest = classesOf(element).filter((name) => !activeClass.test(name));
  if (rest.length === 0) removeAttribute(source, page, element, 'class');
  else if (rest.length < classesOf(element).length) setAttribute(source, page, element, 'class', rest.join(' '));
  removeAttribute(source, page, element, 'aria-current');
};

const gapBefore = (page: Page, menu: readonly MenuItem[]): string => {
  const [last, before] = [menu.at(-1)?.item.sourceCodeLocation, menu.at(-2)?.item.sourceCodeLocation];
  if (!last) return ' ';
  if (!before) return lineStart(page, last.startOffset);
  const between = page.text.slice(before.startOffset, last.startOffset);
  return /^\s*$/.test(page.text.slice(before.endOffset, last.startOffset)) ? (/\s*$/.exec(between)?.[0] ?? '') : ' ';
};

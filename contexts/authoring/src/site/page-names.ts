import { attribute, find, findAll, isHtml, isInside, textOf } from '../html/elements.ts';
import { titleElement, type Page } from '../html/page.ts';
import { isNavigation, mainHeading } from './landmarks.ts';
import { linkedFile } from './links.ts';
import type { Site } from './site.ts';

export const titleOf = (page: Page): string => {
  const element = titleElement(page);
  return element === undefined ? '' : textOf(element);
};

/** How a person would call a page: its label in the menu, else its heading or title, else its path. */
export const pageLabel = (site: Site, page: Page): string => {
  if (page === site.home) return 'home page';
  return menuLabels(site).get(page.path) ?? (fileWords(page.path) || page.path);
};

/** Every name by which a sentence may mean a page, in lower case; a name that two pages share means neither. */
export const pageNames = (site: Site): ReadonlyMap<string, Page> => {
  const known = memo.get(site) ?? readNames(site);
  memo.set(site, known);
  return known;
};

const memo = new WeakMap<Site, ReadonlyMap<string, Page>>();

const readNames = (site: Site): ReadonlyMap<string, Page> => {
  const owners = new Map<string, Set<Page>>();
  const labels = menuLabels(site);
  for (const page of site.pages) {
    const heading = mainHeading(page);
    const names = [
      page.path,
      fileWords(page.path),
      titleOf(page),
      labels.get(page.path) ?? '',
      heading ? textOf(heading) : '',
    ];
    for (const name of names.map(plain).filter((name) => name.length > 1)) {
      owners.set(name, (owners.get(name) ?? new Set()).add(page));
    }
  }
  const names = new Map<string, Page>();
  for (const [name, pages] of owners) {
    const [page, ...others] = pages;
    if (page !== undefined && others.length === 0) names.set(name, page);
  }
  for (const page of site.pages) names.set(plain(fileWords(page.path) || page.path), page);
  return names;
};

export const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();

const fileWords = (path: string): string =>
  path
    .replace(/\.html?$/i, '')
    .replace(/(?:^|\/)index$/i, '')
    .split('/')
    .at(-1)
    ?.replace(/[-_]+/g, ' ') ?? '';

const menuLabels = (site: Site): ReadonlyMap<string, string> => {
  const labels = new Map<string, string>();
  const home = site.home;
  if (home === undefined) return labels;
  const places = find(home.body, isNavigation)
    ? isNavigation
    : (element: Parameters<typeof isHtml>[0]) => isHtml(element, 'header', 'ul');
  for (const link of findAll(home.body, (element) => isHtml(element, 'a') && isInside(element, places))) {
    const href = attribute(link, 'href');
    const path = href === undefined || href.startsWith('#') ? undefined : linkedFile(site.tree, home, href);
    const label = textOf(link);
    if (path !== undefined && label !== '' && !labels.has(path)) labels.set(path, label);
  }
  return labels;
};

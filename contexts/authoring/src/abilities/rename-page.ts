import { setAttribute } from '../html/attributes.ts';
import { attribute, findAll, isHtml, textOf, type Element } from '../html/elements.ts';
import { writeTitle } from '../html/head.ts';
import { editPage, type Page } from '../html/page.ts';
import { readText } from '../html/source-text.ts';
import { rewriteElement } from '../html/rewrite-text.ts';
import { slugOf } from '../intents/add-page.ts';
import { baseOf, followLink, hrefTo, servedFile } from '../site/links.ts';
import { menuOf } from '../site/menu.ts';
import { pageLabel, titleOf } from '../site/page-names.ts';
import type { Change, Site } from '../site/site.ts';
import { pageCalled } from '../understanding/named-pages.ts';
import { valueText } from '../understanding/wish.ts';
import { already, unable, type Ability, type Attempt } from './ability.ts';
import { done } from './edit-things.ts';

const q = '[\\uE000-\\uEFFF]';
const forms: readonly RegExp[] = [
  /^(?:please )?(?:rename|move|change)\s+(?:the )?(?:file |page |file name of )?(?<old>[\w./-]+\.html?)\s+(?:to|into|as)\s+(?<file>[\w./-]+\.html?)(?=[.!,]?(?:\s|$))/i,
  new RegExp(
    `^(?:please )?(?:rename|retitle)\\s+(?:the |our |my )?(?:page (?<named>${q}|[\\w ]+?)|(?<old>${q}|[\\w. -]+?)(?: page|(?<=\\.html?)))\\s+(?:to|into|as)\\s+(?<name>${q}|.+?)[.!]?$`,
    'i',
  ),
];

/** Gives a page another file or another name; links to it follow, and `_redirects` leads from the old address to it. */
export const renamePage: Ability = {
  topics: ['rename', 'page', 'file', 'address'],

  examples: () => [],

  read: (wish, site) => {
    for (const form of forms) {
      const groups = form.exec(wish.sentence.trim().replace(/[.!]+$/, ''))?.groups;
      if (groups === undefined) continue;
      const { old, named, file, name } = groups;
      const page = pageCalled(valueText(wish, old ?? named ?? ''), site);
      if (page === undefined || /\b(?:title|heading|headline|tab)\b/i.test(old ?? '')) continue;
      const words = name === undefined ? undefined : valueText(wish, name).replace(/ page$/i, '');
      return [{ score: 0.98, attempt: () => rename(site, page, file, words) }];
    }
    return [];
  },
};

const rename = (site: Site, page: Page, file: string | undefined, words: string | undefined): Attempt => {
  if (page === site.home) return unable('This is the home page: its file must keep its name.');
  const folder = page.path.slice(0, page.path.lastIndexOf('/') + 1);
  const extension = /\.html?$/i.exec(page.path)?.[0] ?? '.html';
  const slug = slugOf(words ?? '');
  if (file === undefined && slug === '') return unable('A name for a page needs a letter or a digit.');
  if (/(?:^|\/)index\.html?$/i.test(page.path))
    return unable('The page is the index of its folder; I cannot give it another file.');
  const path = file === undefined ? `${folder}${slug}${extension}` : file.includes('/') ? file : `${folder}${file}`;
  if (path === page.path) return already('The page has that name already.');
  if (path.slice(0, path.lastIndexOf('/') + 1) !== folder) return unable('I can only rename a page within its folder.');
  if (site.tree.has(path)) return unable(`There is already a page at ${path}.`);
  const renaming: Renaming = { site, renamed: page, path, label: pageLabel(site, page), words };
  const others = site.pages
    .filter((other) => other !== page)
    .flatMap((other): Change[] => {
      const bytes = rewritten(other, renaming);
      return bytes === undefined ? [] : [{ path: other.path, bytes, detail: `${other.path}: links lead to ${path}` }];
    });
  const own = rewritten(page, renaming) ?? site.tree.get(page.path) ?? new Uint8Array();
  return done(
    [
      { path: page.path, bytes: null, detail: `Deleted ${page.path}` },
      { path, bytes: own, detail: `Created ${path}: what was ${page.path}` },
      ...others,
      redirect(site, page.path, path),
    ],
    `Renamed ${page.path} to ${path}; its old address leads to the new one`,
  );
};

interface Renaming {
  readonly site: Site;
  readonly renamed: Page;
  readonly path: string;
  /** What menus call the page, and what they shall call it, if that changes. */
  readonly label: string;
  readonly words: string | undefined;
}

const rewritten = (page: Page, { site, renamed, path, label, words }: Renaming): Uint8Array | undefined => {
  const links = findAll(page.body, (element) => isHtml(element, 'a', 'area') && leadsTo(site, page, element, renamed));
  const menu = new Set(menuOf(page).map(({ link }) => link));
  const title = titleOf(page);
  const retitled = words === undefined || page !== renamed ? title : title.replace(label, () => words);
  if (links.length === 0 && retitled === title) return undefined;
  return editPage(page, (source) => {
    for (const link of links) {
      const href = attribute(link, 'href') ?? '';
      setAttribute(source, page, link, 'href', `${sameForm(page, href, path)}${/[?#].*$/.exec(href)?.[0] ?? ''}`);
      if (words !== undefined && menu.has(link) && textOf(link) === label) rewriteElement(source, page, link, words);
    }
    if (retitled !== title) writeTitle(source, page, retitled);
  });
};

const leadsTo = (site: Site, page: Page, link: Element, renamed: Page): boolean => {
  const href = attribute(link, 'href');
  if (href === undefined || href.startsWith('#')) return false;
  const target = followLink(href, page.path, baseOf(page));
  return target.type === 'file' && servedFile(site.tree, target.path) === renamed.path;
};

/** A link from the root, or without the extension, stays of that kind. */
const sameForm = (page: Page, href: string, to: string): string => {
  const bare = /\.html?(?:[?#]|$)/i.test(href) ? to : to.replace(/\.html?$/i, '');
  if (href.startsWith('/')) return `/${bare}`;
  const written = hrefTo(page, bare);
  return href.startsWith('./') ? `./${written}` : written;
};

const redirect = (site: Site, from: string, to: string): Change => {
  const old = site.tree.get('_redirects');
  const text = (old && readText(old)?.text) ?? '';
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  return {
    path: '_redirects',
    bytes: new TextEncoder().encode(`${text}${gap}/${encodeURI(from)} /${encodeURI(to)} 301\n`),
    detail: `_redirects: /${from} leads to /${to}`,
  };
};

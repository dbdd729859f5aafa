import { editPage, openPage, type Page } from '../html/page.ts';
import { activateMenuItem, addMenuItem, menuOf } from '../site/menu.ts';
import { mainHeading } from '../site/landmarks.ts';
import { hrefTo } from '../site/links.ts';
import { writeNewPage } from '../site/new-page.ts';
import { titleOf } from '../site/page-names.ts';
import { attribute } from '../html/elements.ts';
import { changeSite, type Change, type Site } from '../site/site.ts';
import type { AddPage, Capability } from './intent.ts';
import { listPaths } from './pages-in-scope.ts';
import { readAddPage } from './read-add-page.ts';

export const addPage: Capability<AddPage> = {
  topics: ['page', 'pages', 'add', 'create', 'new', 'menu', 'navigation', 'subpage'],

  examples: (site) => (site.home ? ['Add a page called "Our Services" and link it in the menu'] : []),

  recognise: (wish) => readAddPage(wish),

  apply: (site, intent) => {
    const model = intent.like ?? modelPage(site, intent.path);
    if (model === undefined)
      return { type: 'unable', reason: 'This site has no HTML page whose layout a new one could take.' };
    const path = intent.path ?? pathFor(model, site, intent.name);
    if (path === undefined)
      return {
        type: 'unable',
        reason: `"${intent.name}" gives no file name: a page's name needs a letter or a digit.`,
      };
    if (site.tree.has(path)) return { type: 'unable', reason: `There is already a page at ${path}.`, already: true };
    const linked = intent.inMenu ? site.pages.flatMap((page) => linkInMenu(page, path, intent.name)) : [];
    const updated = changeSite(site, linked).pages.find((page) => page.path === model.path) ?? model;
    const page = makePage(site, updated, path, intent);
    const menu =
      linked.length > 0
        ? ` and linked it in the menu of ${listPaths(linked.map((change) => change.path))}`
        : intent.inMenu
          ? '. I found no menu to link it in'
          : '';
    return {
      type: 'done',
      changes: [page, ...linked],
      summary: `Added the page "${intent.name}" (${path})${menu}. Its layout is that of ${model.path}.`,
    };
  },
};

const unfit = /(?:^|\/)(?:404|50\d|error|offline|thank[-_]?you|thanks)\b/i;

/** The page whose layout a new one takes: the simplest inner page of the kind that the site has most, else the home page. */
const modelPage = (site: Site, path?: string): Page | undefined => {
  const { home } = site;
  if (path !== undefined) {
    const beside = site.pages.filter((page) => folderOf(page.path) === folderOf(path) && !unfit.test(page.path));
    const plain = beside.filter((page) => page !== home && mainHeading(page) !== undefined);
    return plain.toSorted((a, b) => a.text.length - b.text.length)[0] ?? beside[0];
  }
  const inner = site.pages.filter(
    (page) => page !== home && !unfit.test(page.path) && menuOf(page).length > 0 && mainHeading(page) !== undefined,
  );
  const homeFolder = folderOf(home?.path ?? '');
  const flat = inner.filter(({ path }) => folderOf(path) === homeFolder);
  const folders = inner.filter(({ path }) => /^[^/]+\/index\.html?$/i.test(path.slice(homeFolder.length)));
  const kind = folders.length > flat.length ? folders : flat;
  return kind.toSorted((a, b) => a.text.length - b.text.length)[0] ?? home;
};

const pathFor = (model: Page, site: Site, name: string): string | undefined => {
  const slug = slugOf(name);
  if (slug === '') return undefined;
  const extension = /\.html?$/i.exec(model.path)?.[0] ?? '.html';
  const folder = folderOf(model.path);
  const homeFolder = folderOf(site.home?.path ?? '');
  return folder === homeFolder ? `${folder}${slug}${extension}` : `${homeFolder}${slug}/index${extension}`;
};

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** A file name for a page: lower case, accents dropped, everything but letters and digits a hyphen. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/&/g, ' and ')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);

const linkInMenu = (page: Page, path: string, label: string): Change[] => {
  const menu = menuOf(page);
  if (menu.length === 0) return [];
  const href = menuHref(
    page,
    menu.map(({ link }) => attribute(link, 'href') ?? ''),
    path,
  );
  const bytes = editPage(page, (source) => addMenuItem(source, page, menu, { label, href }));
  return [{ path: page.path, bytes, detail: `Linked "${label}" in the menu of ${page.path}` }];
};

// Menus that name their pages from the root, or without the extension, go on doing so.
const menuHref = (page: Page, others: readonly string[], path: string): string => {
  const rooted = others.filter((href) => /^\/(?!\/)/.test(href));
  if (rooted.length === 0) return hrefTo(page, path).replace(/(^|\/)index\.html?$/i, '$1');
  const bare = rooted.some((href) => /^\/[\w-]+$/.test(href)) && !rooted.some((href) => /\.html?$/i.test(href));
  return `/${path.replace(/(^|\/)index\.html?$/i, '$1').replace(bare ? /\.html?$/i : /$^/, '')}`;
};

const makePage = (site: Site, model: Page, path: string, intent: AddPage): Change => {
  const paragraph = intent.paragraph ?? `This is the page ${intent.name}.`;
  const content = { title: documentTitle(site, intent.name), heading: intent.heading ?? intent.name, paragraph };
  const first = editPage(model, (source) => writeNewPage(source, model, content));
  const draft = openPage(path, first);
  const menu = draft ? menuOf(draft) : [];
  const href = menuHref(
    model,
    menu.map(({ link }) => attribute(link, 'href') ?? ''),
    path,
  );
  const bytes = draft ? editPage(draft, (source) => activateMenuItem(source, draft, href)) : first;
  return { path, bytes, detail: `Created ${path}: the page "${intent.name}" in the layout of ${model.path}` };
};

// "About | Acme" and "Contact | Acme" show how this site makes its titles.
const documentTitle = (site: Site, name: string): string => {
  const parted = site.pages.map(titleOf).flatMap((title) => /^(.+?)(\s+[-–—|·:•]\s+.+)$/.exec(title) ?? []);
  const endings = new Map<string, Set<string>>();
  for (let at = 0; at + 2 < parted.length; at += 3) {
    const [start = '', end = ''] = parted.slice(at + 1, at + 3);
    endings.set(end, (endings.get(end) ?? new Set()).add(start));
  }
  const [shared] = [...endings].filter(([, starts]) => starts.size > 1).toSorted((a, b) => b[1].size - a[1].size);
  return `${name}${shared?.[0] ?? ''}`;
};

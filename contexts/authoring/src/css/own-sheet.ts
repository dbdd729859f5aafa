import { attribute } from '../html/elements.ts';
import { insertIntoHead } from '../html/head.ts';
import { editPage, escapeAttribute, type Page } from '../html/page.ts';
import { readText, writeText } from '../html/source-text.ts';
import { hrefTo } from '../site/links.ts';
import { changeSite, type Change, type Site } from '../site/site.ts';
import { linkedSheets, styleElements } from './rules.ts';

const fileName = 'pagewright.css';
const preamble =
  '/* Styles set in the chat. Every page links this file last; each part is replaced when it is set again. */\n';
const mark = (key: string): string => `/* pagewright: ${key} */`;

/** Where the site keeps what was set in the chat: beside its main stylesheet, so that nobody else's file is edited. */
export const ownSheetPath = (site: Site): string => {
  const existing = [...site.tree.keys()].find((path) => path === fileName || path.endsWith(`/${fileName}`));
  if (existing !== undefined) return existing;
  const main = site.home && linkedSheets(site, site.home).at(-1);
  return main === undefined ? fileName : `${main.slice(0, main.lastIndexOf('/') + 1)}${fileName}`;
};

/** A part of the own stylesheet: setting it again replaces it, and what it `supersedes` goes. */
export interface StylePart {
  readonly key: string;
  readonly css: string;
  readonly detail: string;
  readonly supersedes?: readonly string[];
}

/** Sets one part of the own stylesheet, after all others, and links the file where it is not yet. */
export const setStyles = (site: Site, { key, css, detail, supersedes = [] }: StylePart): Change[] => {
  const path = ownSheetPath(site);
  const old = site.tree.get(path);
  const text = (old && readText(old)?.text) ?? preamble;
  const block = `${mark(key)}\n${css}\n`;
  const linked = site.pages.filter((page) => !linkedSheets(site, page).includes(path)).map((page) => link(page, path));
  if (partOf(text, key).trim() === block.trim()) return linked;
  const rest = [key, ...supersedes].reduce((left, one) => left.replace(partOf(left, one), ''), text);
  const bytes = writeText({ text: `${rest.trimEnd()}\n\n${block}`, encoding: 'utf-8' });
  return [{ path, bytes, detail: `${old === undefined ? 'Created' : 'Changed'} ${path}: ${detail}` }, ...linked];
};

/** The site as it is without some parts of the own stylesheet. */
export const withoutStyles = (site: Site, key: string): Site => {
  const path = ownSheetPath(site);
  const old = site.tree.get(path);
  const text = old && readText(old)?.text;
  if (text === undefined || !text.includes(mark(key))) return site;
  const bytes = writeText({ text: text.replace(partOf(text, key), ''), encoding: 'utf-8' });
  return changeSite(site, [{ path, bytes, detail: '' }]);
};

const partOf = (text: string, key: string): string => {
  const start = text.indexOf(mark(key));
  if (start < 0) return '';
  const next = text.indexOf('/* pagewright: ', start + 1);
  return text.slice(start, next < 0 ? text.length : next);
};

/** From the root where the page's other sheets are: it may be shown for addresses in any folder, as a 404 page is. */
const hrefLikeOthers = (page: Page, path: string): string =>
  styleElements(page).some((element) => /^\/(?!\/)/.test(attribute(element, 'href') ?? ''))
    ? `/${path.split('/').map(encodeURIComponent).join('/')}`
    : hrefTo(page, path);

const link = (page: Page, path: string): Change => {
  const close = /<(?:link|meta)\s[^<>]*\/>/i.test(page.text) ? ' />' : '>';
  const markup = `<link rel="stylesheet" href="${escapeAttribute(page, hrefLikeOthers(page, path))}"${close}`;
  const bytes = editPage(page, (source) => insertIntoHead(source, page, markup, styleElements(page).at(-1)));
  return { path: page.path, bytes, detail: `Linked ${path} in ${page.path}` };
};

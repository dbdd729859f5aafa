import type { FileTree } from '@pagewright/kernel/file-tree';
import { attribute, findAll, isHtml } from '../html/elements.ts';
import type { Page } from '../html/page.ts';

/** Where a reference leads: to a file of the site (`path` without leading slash), within the page, or elsewhere. */
export type LinkTarget =
  | { readonly type: 'file'; readonly path: string; readonly fragment: string }
  | { readonly type: 'fragment'; readonly fragment: string }
  | { readonly type: 'elsewhere' };

// Reserved by RFC 2606: no site has this name, so whatever keeps it stays inside the tree.
const origin = 'http://site.invalid';

/** Follows a reference as a browser would, from a file at `from`; `<base href>` is heeded if `base` is given. */
export const followLink = (href: string, from: string, base?: string): LinkTarget => {
  const reference = href.trim();
  if (reference === '' || (reference.startsWith('#') && base === undefined)) {
    return { type: 'fragment', fragment: decoded(reference.slice(1)) };
  }
  const document = URL.parse(encodeURI(from), `${origin}/`);
  const start = document && base !== undefined ? (URL.parse(base, document.href) ?? document) : document;
  const url = start && URL.parse(reference, start.href);
  if (!url || url.origin !== origin) return { type: 'elsewhere' };
  return { type: 'file', path: decoded(url.pathname.slice(1)), fragment: decoded(url.hash.slice(1)) };
};

/** The file that a web host serves for a path: itself, a folder's index, or the page without its extension. */
export const servedFile = (tree: FileTree, path: string): string | undefined => {
  const folder = path === '' || path.endsWith('/') ? path : `${path}/`;
  const candidates = path === folder ? [] : [path, `${path}.html`];
  return [...candidates, `${folder}index.html`, `${folder}index.htm`].find((candidate) => tree.has(candidate));
};

export const baseOf = (page: Page): string | undefined => {
  const base = findAll(page.head, (element) => isHtml(element, 'base')).find(
    (element) => attribute(element, 'href') !== undefined,
  );
  return base && attribute(base, 'href');
};

/** Follows a reference from a page to the file it names, if the site has it. */
export const linkedFile = (tree: FileTree, page: Page, href: string): string | undefined => {
  const target = followLink(href, page.path, baseOf(page));
  if (target.type === 'fragment') return page.path;
  return target.type === 'file' ? servedFile(tree, target.path) : undefined;
};

/** A reference from a page to a file that works wherever the site is served: relative unless a base says otherwise. */
export const hrefTo = (page: Page, path: string): string => {
  const base = baseOf(page);
  const target = base === undefined ? undefined : followLink(base, page.path);
  if (target?.type === 'elsewhere') return `/${encodeURI(path)}`;
  return relativePath(target?.type === 'file' ? target.path : page.path, path);
};

const relativePath = (from: string, to: string): string => {
  const [here, there] = [from.split('/').slice(0, -1), to.split('/')];
  let shared = 0;
  while (shared < here.length && shared < there.length - 1 && here[shared] === there[shared]) shared += 1;
  return encodeURI([...here.slice(shared).map(() => '..'), ...there.slice(shared)].join('/'));
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

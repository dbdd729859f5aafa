import type { FileTree } from '@pagewright/kernel/file-tree';
import { openPage, type Page } from '../html/page.ts';

/** A tree of files seen as a website. Never changed: a change makes another site. */
export interface Site {
  readonly tree: FileTree;
  /** All pages, the home page first, then by path. */
  readonly pages: readonly Page[];
  readonly home: Page | undefined;
}

/** One file written (`bytes`) or deleted (null), and what was done to it in plain words. */
export interface Change {
  readonly path: string;
  readonly bytes: Uint8Array | null;
  readonly detail: string;
}

export const isPagePath = (path: string): boolean => /\.html?$/i.test(path);

/** Reads a tree; pages whose bytes are the very ones of `before` are not parsed again. */
export const openSite = (tree: FileTree, before?: Site): Site => {
  const known = new Map(before?.pages.map((page) => [page.path, page]));
  const pages: Page[] = [];
  for (const [path, bytes] of tree) {
    if (!isPagePath(path)) continue;
    const old = before?.tree.get(path) === bytes ? known.get(path) : undefined;
    const page = old ?? openPage(path, bytes);
    if (page !== undefined) pages.push(page);
  }
  pages.sort((a, b) => rank(a.path) - rank(b.path) || byCodeUnit(a.path, b.path));
  return { tree, pages, home: pages[0] };
};

/** The site after some changes, applied in order. */
export const changeSite = (site: Site, changes: readonly Change[]): Site => {
  const tree = new Map(site.tree);
  for (const { path, bytes } of changes) {
    if (bytes === null) tree.delete(path);
    else tree.set(path, bytes);
  }
  return openSite(tree, site);
};

export const sameBytes = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && Buffer.compare(a, b) === 0);

export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

// index.html at the root is home; without one, the index nearest to the root, then any page.
const rank = (path: string): number => {
  const depth = path.split('/').length - 1;
  return /(?:^|\/)index\.html?$/i.test(path) ? depth : 1000 + depth;
};

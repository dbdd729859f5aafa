import { digestOf } from '@pagewright/artifacts';
import type { TreeShelf } from '../versions/tree-shelf.ts';
import type { Starters } from './starters.ts';

/** A file of a starter as a host would answer for the path: for looking at it before a site is made. */
export const starterFile = async (
  starters: Starters,
  trees: TreeShelf,
  name: string,
  asked: string,
): Promise<{ readonly path: string; readonly bytes: Uint8Array } | undefined> => {
  const archive = starters.archiveOf(name);
  if (!archive) return undefined;
  const tree = await trees.tree(digestOf(archive.digest));
  for (const path of candidates(asked)) {
    const bytes = tree.get(path);
    if (bytes) return { path, bytes };
  }
  return undefined;
};

/** A folder by its page, a page with and without its ending. */
const candidates = (asked: string): readonly string[] => {
  if (asked === '' || asked.endsWith('/')) return [`${asked}index.html`];
  return [asked, `${asked}.html`, `${asked}/index.html`];
};

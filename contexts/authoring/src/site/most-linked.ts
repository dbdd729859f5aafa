import type { FileTree } from '@pagewright/kernel/file-tree';
import { attribute, descendants, isHtml } from '../html/elements.ts';
import { linkedFile } from './links.ts';
import { byCodeUnit, openSite } from './site.ts';

/** Paths of a site's pages: the home page, then those that most other pages link to. */
export const mostLinkedPages = (tree: FileTree): readonly string[] => {
  const { pages, home } = openSite(tree);
  const linking = new Map(pages.map(({ path }) => [path, 0]));
  for (const page of pages) {
    const targets = new Set(
      [...descendants(page.document)].flatMap((element) => {
        const href = isHtml(element, 'a', 'area') ? attribute(element, 'href') : undefined;
        return href === undefined ? [] : (linkedFile(tree, page, href) ?? []);
      }),
    );
    for (const path of targets) {
      const count = linking.get(path);
      if (path !== page.path && count !== undefined) linking.set(path, count + 1);
    }
  }
  const rank = (path: string): number => (path === home?.path ? Number.POSITIVE_INFINITY : (linking.get(path) ?? 0));
  return [...linking.keys()].toSorted((a, b) => compare(rank(b), rank(a)) || byCodeUnit(a, b));
};

const compare = (a: number, b: number): number => (a === b ? 0 : a - b);

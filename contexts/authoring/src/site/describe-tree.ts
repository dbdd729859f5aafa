import type { FileTree } from '@pagewright/kernel/file-tree';
import { textOf } from '../html/elements.ts';
import { mainHeading } from './landmarks.ts';
import { titleOf } from './page-names.ts';
import { openSite } from './site.ts';

export interface TreeDescription {
  /** The pages, the home page first, each with its document title, else its main heading, else its path. */
  readonly pages: readonly { readonly path: string; readonly title: string }[];
  /** Where a visitor may come in: the index page at the root; empty if there is none. */
  readonly entrypoints: readonly string[];
}

export const describeTree = (tree: FileTree): TreeDescription => {
  const { pages } = openSite(tree);
  return {
    pages: pages.map((page) => {
      const heading = mainHeading(page);
      return { path: page.path, title: titleOf(page) || (heading ? textOf(heading) : '') || page.path };
    }),
    entrypoints: ['index.html', 'index.htm'].filter((path) => tree.has(path)),
  };
};

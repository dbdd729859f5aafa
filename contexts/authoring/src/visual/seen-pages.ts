import type { FileTree } from '@pagewright/kernel/file-tree';
import { openPage } from '../html/page.ts';
import { elementAt } from '../marks/mark-page.ts';
import type { VisualEdit, VisualEdits } from './visual-edit.ts';

/** What is wrong with an edit of a version, by its number in the list. */
export interface EditProblem {
  readonly index: number;
  readonly field: 'path' | 'start' | 'image';
  readonly message: string;
}

/** The edits with the pages they were made on; or what in them is not there in the tree that they name. */
export const withSeenPages = (
  tree: FileTree,
  edits: readonly VisualEdit[],
): VisualEdits | { readonly problems: readonly EditProblem[] } => {
  const pages = new Map(
    [...new Set(edits.map(({ path }) => path))].map((path) => {
      const bytes = tree.get(path);
      return [path, bytes && openPage(path, bytes)] as const;
    }),
  );
  const problems = edits.flatMap((edit, index): EditProblem[] => {
    const page = pages.get(edit.path);
    if (!page) return [{ index, field: 'path', message: `there is no page ${edit.path} in this version` }];
    if (elementAt(page, edit.start, edit.end)?.tagName !== edit.tag) {
      return [{ index, field: 'start', message: `no element ${edit.tag} stands there in ${edit.path}; pick it again` }];
    }
    if (edit.kind === 'image' && !tree.has(edit.image)) {
      return [{ index, field: 'image', message: `there is no file ${edit.image} in this version` }];
    }
    return [];
  });
  if (problems.length > 0) return { problems };
  const seen = [...pages].flatMap(([path, page]) => (page ? [{ path, text: page.text }] : []));
  return { edits, seen };
};

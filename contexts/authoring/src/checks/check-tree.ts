import type { FileTree } from '@pagewright/kernel/file-tree';
import { byCodeUnit, sameBytes } from '../site/site.ts';
import { checkCutOff } from './check-cut-off.ts';
import { checkContent, checkEntry, checkPaths } from './check-files.ts';
import { checkLinks } from './check-links.ts';
import type { Finding } from './finding.ts';

export interface CheckOptions {
  /** The tree that the result was made from. */
  readonly before?: FileTree;
  /** `new` leaves out what was so before, and does not read the files that cannot have got worse; `all` unless told. */
  readonly findings?: 'all' | 'new';
}

/**
 * The static checks of a result. With `before`, the tree it was made from, a finding in a file that did not change, or
 * a link that was broken already, is a warning: only what the result made worse blocks it. Unsafe paths always do.
 */
export const checkTree = (tree: FileTree, { before, findings = 'all' }: CheckOptions = {}): Finding[] => {
  const changed = new Map([...tree].filter(([path, bytes]) => !sameBytes(before?.get(path), bytes)));
  const onlyNew = findings === 'new' && before !== undefined;
  const content = [...(onlyNew ? changed : tree)].flatMap(([path, bytes]) =>
    checkContent(path, bytes).map((finding): Finding => {
      const known = before?.get(path);
      const old = known !== undefined && (!changed.has(path) || hasFinding(path, known, finding));
      return old ? { ...finding, severity: 'warning' } : finding;
    }),
  );
  // A link of an unchanged file can only break by the loss of the file that it leads to.
  const lost = onlyNew && [...before.keys()].some((path) => !tree.has(path));
  const found = [
    ...checkPaths(tree),
    ...checkEntry(tree),
    ...content,
    ...checkCutOff(tree, before),
    ...checkLinks(tree, before, onlyNew && !lost ? changed : tree),
  ];
  return found
    .filter((finding) => !onlyNew || finding.severity === 'error')
    .toSorted((a, b) => severity(a) - severity(b) || byCodeUnit(a.path, b.path));
};

/** Whether a result with these findings must be refused. */
export const blocks = (findings: readonly Finding[]): boolean => findings.some(({ severity }) => severity === 'error');

const severity = (finding: Finding): number => (finding.severity === 'error' ? 0 : 1);

const hasFinding = (path: string, bytes: Uint8Array, { rule }: Finding): boolean =>
  checkContent(path, bytes).some((finding) => finding.rule === rule);

import type { FileTree } from '@pagewright/kernel/file-tree';
import { byCodeUnit, sameBytes } from '../site/site.ts';
import { checkCutOff } from './check-cut-off.ts';
import { checkContent, checkEntry, checkPaths } from './check-files.ts';
import { checkLinks } from './check-links.ts';
import type { Finding } from './finding.ts';

/**
 * The static checks of a result. With `before`, the tree it was made from, a finding in a file that did not change, or
 * a link that was broken already, is a warning: only what the result made worse blocks it. Unsafe paths always do.
 */
export const checkTree = (tree: FileTree, options: { readonly before?: FileTree } = {}): Finding[] => {
  const { before } = options;
  const content = [...tree].flatMap(([path, bytes]) =>
    checkContent(path, bytes).map((finding): Finding => {
      const known = before?.get(path);
      const old = known !== undefined && (sameBytes(known, bytes) || hasFinding(path, known, finding));
      return old ? { ...finding, severity: 'warning' } : finding;
    }),
  );
  return [
    ...checkPaths(tree),
    ...checkEntry(tree),
    ...content,
    ...checkCutOff(tree, before),
    ...checkLinks(tree, before),
  ].toSorted((a, b) => severity(a) - severity(b) || byCodeUnit(a.path, b.path));
};

/** Whether a result with these findings must be refused. */
export const blocks = (findings: readonly Finding[]): boolean => findings.some(({ severity }) => severity === 'error');

const severity = (finding: Finding): number => (finding.severity === 'error' ? 0 : 1);

const hasFinding = (path: string, bytes: Uint8Array, { rule }: Finding): boolean =>
  checkContent(path, bytes).some((finding) => finding.rule === rule);

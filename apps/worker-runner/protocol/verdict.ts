import { checkTree } from '@pagewright/authoring';
import type { FileTree } from '@pagewright/kernel';
import { LIMITS, type WorkerFinding } from './wire.ts';

/**
 * What the static checks refuse in a result. A change is blamed only for what it made worse. An import is blamed only
 * for what no host could serve: a broken link or an unclosed style came with the person's own site and is theirs to mend.
 */
export const refusedBy = (tree: FileTree, before: FileTree | undefined): readonly WorkerFinding[] =>
  checkTree(tree, before ? { before, findings: 'new' } : {})
    .filter(({ severity, rule }) => severity === 'error' && (before !== undefined || !MENDABLE.has(rule)))
    .slice(0, LIMITS.findings)
    .map(({ rule, path, message }) => ({ rule, path: clip(path), message: clip(message) }));

const MENDABLE: ReadonlySet<string> = new Set(['internal-link', 'css-parses', 'html-parses', 'cut-off']);

const clip = (text: string): string => (text.length > LIMITS.line ? `${text.slice(0, LIMITS.line - 1)}…` : text);

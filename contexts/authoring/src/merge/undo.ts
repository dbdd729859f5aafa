import type { FileTree } from '@pagewright/kernel/file-tree';
import { checkTree } from '../checks/check-tree.ts';
import type { Finding } from '../checks/finding.ts';
import { compareTrees, type FileChange } from '../compare/compare-trees.ts';
import type { Choice, Choices, MergeConflict } from './merge-file.ts';
import { mergeTrees } from './merge-trees.ts';

export interface UndoOfBuild {
  /** What the build started from. */
  readonly before: FileTree;
  /** What the build made. */
  readonly after: FileTree;
  readonly head: FileTree;
  readonly choices?: Choices;
}

export interface UndoneTree {
  /** The head without the build; a conflict without a choice leaves the head in its place. */
  readonly tree: FileTree;
  /** Against the head. */
  readonly changes: readonly FileChange[];
  /** All of them; `ours` is the head, `theirs` what was before the build. */
  readonly conflicts: readonly (MergeConflict & { readonly choice: Choice | null })[];
  /** What the static checks refuse in it. */
  readonly findings: readonly Finding[];
  /** Whether every conflict has its choice and no check refuses it. */
  readonly ready: boolean;
}

/** Takes back what one build changed, and nothing else. */
export const undoBuild = ({ before, after, head, choices = new Map() }: UndoOfBuild): UndoneTree => {
  const merged = mergeTrees({ base: after, ours: head, theirs: before, choices });
  const conflicts = merged.conflicts.map((conflict) => ({ ...conflict, choice: choices.get(conflict.id) ?? null }));
  // What was a version once is not judged again, as with a restore.
  const known = compareTrees(before, merged.tree).length === 0;
  const findings = known ? [] : checkTree(merged.tree, { before: head, findings: 'new' });
  return {
    tree: merged.tree,
    changes: compareTrees(head, merged.tree),
    conflicts,
    findings,
    ready: findings.length === 0 && conflicts.every(({ choice }) => choice !== null),
  };
};

/** What an undo did, told by what the undone build had done. */
export const undoSummary = (summary: string): string => {
  const [, deed, rest] = /^(Undid|Redid): (.*)$/s.exec(summary) ?? [];
  return deed === 'Undid' ? `Redid: ${rest}` : `Undid: ${rest ?? summary}`;
};

import type { FileTree } from '@pagewright/kernel/file-tree';
import { byCodeUnit } from '../site/site.ts';
import { type Choices, mergeFile, type MergeConflict } from './merge-file.ts';

export interface TreesToMerge {
  readonly base: FileTree;
  readonly ours: FileTree;
  readonly theirs: FileTree;
  readonly choices?: Choices;
}

export interface MergedTree {
  /** The whole merge; a conflict without a choice leaves ours in its place. */
  readonly tree: FileTree;
  /** All of them, chosen or not, by path in code unit order and from top to bottom. */
  readonly conflicts: readonly MergeConflict[];
}

/**
 * Three-way merge of trees: what changed from base to theirs is done to ours too. Bytes that neither side changed stay
 * as they are. Undoing a build is this with its result as base and what it started from as theirs.
 */
export const mergeTrees = ({ base, ours, theirs, choices = new Map() }: TreesToMerge): MergedTree => {
  const tree = new Map<string, Uint8Array>();
  const conflicts: MergeConflict[] = [];
  const paths = new Set([...base.keys(), ...ours.keys(), ...theirs.keys()]);
  for (const path of [...paths].toSorted(byCodeUnit)) {
    const versions = { base: base.get(path), ours: ours.get(path), theirs: theirs.get(path) };
    const merged = mergeFile(path, versions, choices);
    if (merged.bytes) tree.set(path, merged.bytes);
    conflicts.push(...merged.conflicts);
  }
  return { tree, conflicts };
};

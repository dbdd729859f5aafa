import type { FileTree } from '@pagewright/kernel/file-tree';
import { diffLines } from 'diff';
import { readText } from '../html/source-text.ts';
import { byCodeUnit, sameBytes } from '../site/site.ts';

/** A file that differs between two trees, with the lines that came and went; both are 0 for files that are no text. */
export interface FileChange {
  readonly path: string;
  readonly change: 'created' | 'modified' | 'deleted';
  readonly added: number;
  readonly removed: number;
}

// The cost grows with the square of the edits: past this many the file counts as written anew.
const mostEdits = 1000;

/** The files in which two trees differ, by path in code unit order. */
export const compareTrees = (before: FileTree, after: FileTree): FileChange[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .toSorted(byCodeUnit)
    .map((path) => compareFile(path, before.get(path), after.get(path)))
    .filter((change) => change !== undefined);

const compareFile = (
  path: string,
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
): FileChange | undefined => {
  if (sameBytes(before, after)) return undefined;
  const [old, fresh] = [textOf(before), textOf(after)];
  if (before === undefined) return { path, change: 'created', added: lines(fresh), removed: 0 };
  if (after === undefined) return { path, change: 'deleted', added: 0, removed: lines(old) };
  if (old === undefined || fresh === undefined) return { path, change: 'modified', added: 0, removed: 0 };
  return { path, change: 'modified', ...countLines(old, fresh) };
};

const textOf = (bytes: Uint8Array | undefined): string | undefined => bytes && readText(bytes)?.text;

const countLines = (old: string, fresh: string): { added: number; removed: number } => {
  const parts = diffLines(old, fresh, { maxEditLength: mostEdits });
  if (parts === undefined) return { added: lines(fresh), removed: lines(old) };
  const sum = (kind: 'added' | 'removed'): number =>
    parts.reduce((total, part) => total + (part[kind] ? part.count : 0), 0);
  return { added: sum('added'), removed: sum('removed') };
};

const lines = (text: string | undefined): number => {
  if (text === undefined || text === '') return 0;
  const breaks = text.split('\n').length;
  return text.endsWith('\n') ? breaks - 1 : breaks;
};

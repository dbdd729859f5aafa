import type { FileTree } from '@pagewright/kernel/file-tree';

/** A stretch of a file and the build that last wrote it. Text is measured in UTF-16 units, all else in bytes. */
export interface BlameRun {
  readonly length: number;
  readonly build: string;
}

/** The runs of a file from its beginning to its end; an empty file has one of length 0. */
export type FileBlame = readonly BlameRun[];

/** Who wrote what in a version, by path; it has every file of the tree. */
export type TreeBlame = ReadonlyMap<string, FileBlame>;

/** A tree that a version was made from, and who wrote it. */
export interface BlamedTree {
  readonly tree: FileTree;
  readonly blame: TreeBlame;
}

/** The runs within `[start, end)`, cut at both. */
export const runsWithin = (blame: FileBlame, start: number, end: number): BlameRun[] => {
  const found: BlameRun[] = [];
  let at = 0;
  for (const { length, build } of blame) {
    const part = Math.min(end, at + length) - Math.max(start, at);
    if (part > 0) found.push({ length: part, build });
    at += length;
    if (at >= end) break;
  }
  return found;
};

/** The same runs with neighbours of one build joined and empty ones left out, unless nothing else is left. */
export const joined = (runs: FileBlame): FileBlame => {
  const found: BlameRun[] = [];
  for (const run of runs) {
    const last = found.at(-1);
    if (run.length === 0) continue;
    if (last?.build === run.build) found[found.length - 1] = { build: run.build, length: last.length + run.length };
    else found.push(run);
  }
  return found.length > 0 ? found : runs.slice(0, 1);
};

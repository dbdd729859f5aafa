import type { Manifest } from '@pagewright/artifacts';
import { diffFile, type FileDiff } from '@pagewright/authoring';
import type { FileTree } from '@pagewright/kernel';
import type { z } from 'zod';
import type { fileDiff } from '../contract/diff.ts';

/** One version of the two that are compared. */
export interface ComparedSide {
  readonly manifest: Manifest;
  readonly tree: FileTree;
  /** Address of the version, with its slash. */
  readonly url: string;
}

/** What a browser draws in an `<img>`. */
const IMAGE = /\.(?:avif|gif|ico|jpe?g|png|svg|webp)$/i;

/** A file on both sides; undefined where neither has it. */
export const compareFile = (
  path: string,
  before: ComparedSide,
  after: ComparedSide,
): z.infer<typeof fileDiff> | undefined => {
  const [from, to] = [sideOf(path, before), sideOf(path, after)];
  if (!from && !to) return undefined;
  const content = contentOf(diffFile(before.tree.get(path), after.tree.get(path)));
  const change = content.type === 'same' ? 'same' : !from ? 'created' : !to ? 'deleted' : 'modified';
  return { path, change, from, to, image: IMAGE.test(path), content };
};

const sideOf = (path: string, { manifest, url }: ComparedSide) => {
  const file = manifest.files.find((candidate) => candidate.path === path);
  if (!file) return null;
  const address = path.split('/').map(encodeURIComponent).join('/');
  return { size: file.size, sha256: file.sha256, url: new URL(address, url).href };
};

const contentOf = (diff: FileDiff): z.infer<typeof fileDiff>['content'] =>
  diff.type === 'text' ? { ...diff, hunks: diff.hunks.map((hunk) => ({ ...hunk, lines: [...hunk.lines] })) } : diff;

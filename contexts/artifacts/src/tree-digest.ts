import type { FileTree } from '@pagewright/kernel/file-tree';
import { assertSafePath, byCodeUnit } from './archive/file-path.ts';
import { DigestMeter, sha256, type Digest } from './digest.ts';

/** One file of a tree as a manifest lists it; `size` in bytes. */
export interface ListedFile {
  readonly path: string;
  readonly sha256: Digest;
  readonly size: number;
}

/** The files of a tree with their digests, sorted by path by code unit. */
export const listFiles = (tree: FileTree): ListedFile[] =>
  [...tree]
    .map(([path, content]) => ({ path, sha256: sha256(content), size: content.length }))
    .toSorted((left, right) => byCodeUnit(left.path, right.path));

/**
 * The digest of a version: SHA-256 of one line `<sha256 hex> <size> 644 <path>\n` per file, ordered
 * by path by code unit (spec, "Words"). It depends on names and bytes alone, so that anybody can
 * compute it from what is served.
 * @throws UnsafeArchive when a path could be read as another line.
 */
export function treeDigest(files: FileTree | readonly ListedFile[]): Digest {
  const listed = Array.isArray(files) ? (files as readonly ListedFile[]) : listFiles(files as FileTree);
  const meter = new DigestMeter();
  for (const file of listed.toSorted((left, right) => byCodeUnit(left.path, right.path))) {
    assertSafePath(file.path);
    meter.update(`${file.sha256} ${file.size} 644 ${file.path}\n`);
  }
  return meter.digest();
}

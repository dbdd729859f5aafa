import type { FileTree } from '@pagewright/kernel/file-tree';
import { sameBytes } from '../site/site.ts';

export interface FileToPlace {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * The tree with files put where the site keeps such files, and their paths in the order they came. Nothing that stands
 * there is replaced: a name that is taken gets a number, and a file that is there already stays the one it is.
 */
export const placeAttachments = (
  tree: FileTree,
  files: readonly FileToPlace[],
): { readonly tree: FileTree; readonly paths: readonly string[] } => {
  const placed = new Map(tree);
  const paths = files.map(({ name, bytes }) => {
    const path = freePath(placed, `${folderFor(tree, name)}${fileName(name)}`, bytes);
    placed.set(path, bytes);
    return path;
  });
  return { tree: placed, paths };
};

const PICTURE = /\.(png|jpe?g|gif|webp|avif|svg)$/i;

/** Pictures go where most of the site's pictures are. */
const folderFor = (tree: FileTree, name: string): string => {
  if (!PICTURE.test(name)) return 'files/';
  const counts = new Map<string, number>();
  for (const path of tree.keys()) {
    if (!PICTURE.test(path) || !path.includes('/')) continue;
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const [most] = [...counts].toSorted(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  return most?.[0] ?? 'images/';
};

/** A name that is the same in every address: lower case, without spaces and marks. */
const fileName = (name: string): string => {
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot >= 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  const plain = stem
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 80);
  return `${plain || 'file'}${extension.toLowerCase().replaceAll(/[^.a-z0-9]/g, '')}`;
};

const freePath = (tree: FileTree, path: string, bytes: Uint8Array): string => {
  const taken = new Map([...tree].map(([known, content]) => [known.toLowerCase(), content]));
  const dot = path.lastIndexOf('.');
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? path : `${path.slice(0, dot)}-${number}${path.slice(dot)}`;
    const there = taken.get(candidate.toLowerCase());
    if (there === undefined || (tree.has(candidate) && sameBytes(there, bytes))) return candidate;
  }
};

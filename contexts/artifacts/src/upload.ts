import type { FileTree } from '@pagewright/kernel/file-tree';
import { defaultArchiveLimits, type ArchiveLimits } from './archive/archive-limits.ts';
import { byCodeUnit } from './archive/file-path.ts';
import { unpackArchive } from './archive/unpack-archive.ts';

export interface Upload {
  readonly tree: FileTree;
  /** Files that macOS adds by itself and nobody means to publish, left out; sorted. */
  readonly ignored: readonly string[];
  /** The one top folder that held everything and was taken off. */
  readonly strippedFolder: string | undefined;
}

/**
 * Unpacks what a person uploads: safely, without what their system added, and out of the one folder
 * that most archives are wrapped in. An archive of ours is read by `unpackArchive`, which keeps all.
 * @throws UnsafeArchive
 */
export async function unpackUpload(
  source: AsyncIterable<Uint8Array> | Uint8Array,
  limits: ArchiveLimits = defaultArchiveLimits,
): Promise<Upload> {
  const { tree, ignored } = withoutSystemJunk(await unpackArchive(source, limits));
  return { ...stripSingleTopFolder(tree), ignored };
}

/** Parts a tree from `__MACOSX` folders, `.DS_Store` and AppleDouble (`._*`) files. */
export function withoutSystemJunk(tree: FileTree): Pick<Upload, 'tree' | 'ignored'> {
  const ignored = [...tree.keys()].filter(isSystemJunk).toSorted(byCodeUnit);
  return { tree: new Map([...tree].filter(([path]) => !isSystemJunk(path))), ignored };
}

/** If all files lie below one single top folder, takes it off; once, not again inside. */
export function stripSingleTopFolder(tree: FileTree): Pick<Upload, 'tree' | 'strippedFolder'> {
  const tops = new Set([...tree.keys()].map((path) => path.slice(0, path.indexOf('/') + 1)));
  const [top] = tops;
  if (tops.size !== 1 || top === undefined || top === '') return { tree, strippedFolder: undefined };
  const stripped = new Map([...tree].map(([path, content]) => [path.slice(top.length), content]));
  return { tree: stripped, strippedFolder: top.slice(0, -1) };
}

const isSystemJunk = (path: string): boolean =>
  path.split('/').some((name) => name === '__MACOSX' || name === '.DS_Store' || name.startsWith('._'));

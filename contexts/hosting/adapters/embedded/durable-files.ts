import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileTree } from '@pagewright/kernel';

/** Names of what is being written or thrown away begin so; none of them is ever served. */
export const UNFINISHED = '.unfinished-';

/**
 * Lays a checked tree down under a name that does not exist yet: written and synced beside it, then renamed, so that
 * after a power cut the folder is there whole or not at all.
 */
export const layTreeDown = async (folder: string, tree: FileTree): Promise<void> => {
  const parent = dirname(folder);
  const unfinished = join(parent, `${UNFINISHED}${randomUUID()}`);
  try {
    const folders = new Set([unfinished]);
    for (const path of tree.keys()) {
      for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
        folders.add(join(unfinished, path.slice(0, end)));
      }
    }
    for (const each of folders) await mkdir(each, { recursive: true });
    const files = tree.entries();
    const writer = async (): Promise<void> => {
      for (const [path, content] of files) await writeSynced(join(unfinished, path), content);
    };
    await Promise.all(Array.from({ length: WRITERS }, writer));
    for (const each of folders) await syncFolder(each);
    await rename(unfinished, folder);
    await syncFolder(parent);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
};

/** Replaces a file as a whole. */
export const replaceFile = async (path: string, content: string): Promise<void> => {
  const unfinished = join(dirname(path), `${UNFINISHED}${randomUUID()}`);
  await writeSynced(unfinished, Buffer.from(content));
  await rename(unfinished, path);
  await syncFolder(dirname(path));
};

/** Takes a folder out of sight at once and then removes it; one that is not there is no error. */
export const removeFolder = async (folder: string): Promise<void> => {
  const unfinished = join(dirname(folder), `${UNFINISHED}${randomUUID()}`);
  try {
    await rename(folder, unfinished);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  await rm(unfinished, { recursive: true, force: true });
};

/** Makes the names in a folder durable. */
export const syncFolder = async (folder: string): Promise<void> => {
  await using handle = await open(folder, 'r');
  await handle.sync();
};

export const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';

const WRITERS = 16;

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

const writeSynced = async (path: string, content: Uint8Array): Promise<void> => {
  await using file = await open(path, 'wx', 0o644);
  await file.writeFile(content);
  await file.sync();
};

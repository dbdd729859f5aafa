import { constants } from 'node:fs';
import { mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileTree } from '@pagewright/kernel/file-tree';
import {
  assertSafePath,
  defaultArchiveLimits,
  NameLedger,
  unpackArchive,
  UnsafeArchive,
  type ArchiveLimits,
} from '../../src/index.ts';

/**
 * Lays a tree down in a folder that it makes or finds empty; files get mode 644 less the umask.
 * Nothing is written when a name is unsafe, and no link is followed since none can be there.
 * @throws UnsafeArchive; an error of the file system, `EEXIST` when the folder holds something.
 */
export async function writeTree(folder: string, tree: FileTree): Promise<void> {
  const names = new NameLedger();
  for (const path of tree.keys()) {
    assertSafePath(path);
    names.addFile(path);
  }
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) {
    throw Object.assign(new Error(`Folder ${folder} is not empty. Choose a new one.`), { code: 'EEXIST' });
  }
  for (const [path, content] of tree) {
    const target = join(folder, ...path.split('/'));
    await mkdir(dirname(target), { recursive: true });
    await using file = await open(target, 'wx', 0o644);
    await file.writeFile(content);
  }
}

/** Unpacks an archive into a folder; it is read and checked whole before the first file is written. */
export async function unpackTo(
  folder: string,
  source: AsyncIterable<Uint8Array> | Uint8Array,
  limits: ArchiveLimits = defaultArchiveLimits,
): Promise<FileTree> {
  const tree = await unpackArchive(source, limits);
  await writeTree(folder, tree);
  return tree;
}

/**
 * Reads a folder that somebody else wrote, under the limits of an archive: links, devices and unsafe
 * names are refused and never followed. Files that change meanwhile are the caller's to prevent.
 * @throws UnsafeArchive
 */
export async function readTree(folder: string, limits: ArchiveLimits = defaultArchiveLimits): Promise<FileTree> {
  const tree = new Map<string, Uint8Array>();
  const names = new NameLedger();
  let total = 0;
  for await (const path of filesBelow(folder, '', limits)) {
    names.addFile(path);
    if (tree.size >= limits.maxFiles)
      throw new UnsafeArchive('too-many-files', `has more than ${limits.maxFiles} files`);
    const content = await readPlainFile(join(folder, ...path.split('/')), path, limits);
    total += content.length;
    if (total > limits.maxInflatedBytes) {
      throw new UnsafeArchive('too-large', `brings the files to more than ${limits.maxInflatedBytes} bytes`, {
        entry: path,
      });
    }
    tree.set(path, content);
  }
  return tree;
}

async function* filesBelow(root: string, prefix: string, limits: ArchiveLimits): AsyncGenerator<string, void> {
  for (const entry of await readdir(join(root, prefix), { withFileTypes: true })) {
    const path = prefix + entry.name;
    assertSafePath(path, limits);
    if (entry.isDirectory()) yield* filesBelow(root, `${path}/`, limits);
    else if (entry.isFile()) yield path;
    else if (entry.isSymbolicLink()) throw new UnsafeArchive('link', 'is a link', { entry: path });
    else throw new UnsafeArchive('device', 'is a device, a pipe or a socket', { entry: path });
  }
}

/** O_NOFOLLOW: between the listing and here the file could have become a link. */
async function readPlainFile(target: string, entry: string, limits: ArchiveLimits): Promise<Uint8Array> {
  await using file = await open(target, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const { size } = await file.stat();
  if (size > limits.maxFileBytes) {
    throw new UnsafeArchive('too-large', `has more than ${limits.maxFileBytes} bytes`, { entry });
  }
  return new Uint8Array(await file.readFile());
}

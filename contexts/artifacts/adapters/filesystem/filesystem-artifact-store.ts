import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rename, rm, stat, utimes, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ArtifactMissing,
  asChunks,
  DigestMeter,
  DigestMismatch,
  digestOf,
  isDigest,
  verifiedContent,
  type ArtifactHead,
  type ArtifactStore,
  type Digest,
} from '../../src/index.ts';
import { DurableFolders, makeDurably, syncFolder } from './durable-folders.ts';
import { isMissingFile, storeError } from './file-errors.ts';

/** A put that has not ended after a day belongs to a process that died. */
const LEFTOVER_AGE_MS = 24 * 60 * 60 * 1000;

/**
 * Opens the store in a folder, which it makes, and removes what crashed puts left there a day ago.
 *
 * An object lies at `ab/cd/<digest>`. A put writes `tmp/<random>` in the same file system, syncs it,
 * renames it to its name and syncs the folder: at every moment the name is absent or whole. A put of
 * an object that is there replaces it by its equal, which touches it and heals a damaged one.
 * Any number of processes may share the folder, also over NFS.
 */
export async function openFilesystemArtifactStore(root: string): Promise<ArtifactStore> {
  const temporary = join(root, 'tmp');
  await makeDurably(temporary);
  await removeLeftovers(temporary);
  const folders = new DurableFolders(root);

  return {
    put: async (digest, content) => {
      const [first, second] = fanOut(digest);
      const draft = join(temporary, randomUUID());
      try {
        const size = await writeDraft(draft, digest, content);
        const folder = await folders.ensure(first, second);
        await rename(draft, join(folder, digest));
        await syncFolder(folder);
        return { digest, size };
      } catch (raw) {
        // A draft that cannot be removed now is a leftover tomorrow; what went wrong first is the answer.
        await rm(draft, { force: true }).catch(() => undefined);
        throw storeError(raw);
      }
    },

    get: async (digest) => {
      const head = await headOf(root, digest);
      if (head === undefined) throw new ArtifactMissing(digest);
      return { digest, size: head.size, content: verifiedContent(digest, readFileOf(root, digest)) };
    },

    head: (digest) => headOf(root, digest),

    touch: async (digest) => {
      const now = new Date();
      await utimes(pathOf(root, digest), now, now).catch((raw: unknown) => {
        throw isMissingFile(raw) ? new ArtifactMissing(digest, { cause: raw }) : raw;
      });
    },

    delete: async (digest) => {
      await rm(pathOf(root, digest), { force: true });
    },

    list: () => listObjects(root),
  };
}

async function removeLeftovers(temporary: string): Promise<void> {
  const deadline = Date.now() - LEFTOVER_AGE_MS;
  for (const name of await readdir(temporary)) {
    const draft = join(temporary, name);
    // Two processes may open the store at once: the other may have removed it.
    const found = await statIfThere(draft);
    if (found !== undefined && found.mtimeMs < deadline) await rm(draft, { force: true });
  }
}

/** Checks again at the last door before a path is made of it: a brand is only a type. */
const fanOut = (digest: Digest): [first: string, second: string] => {
  const checked = digestOf(digest);
  return [checked.slice(0, 2), checked.slice(2, 4)];
};

const pathOf = (root: string, digest: Digest): string => join(root, ...fanOut(digest), digest);

async function writeDraft(
  draft: string,
  expected: Digest,
  content: AsyncIterable<Uint8Array> | Uint8Array,
): Promise<number> {
  const meter = new DigestMeter();
  await using file = await open(draft, 'wx');
  for await (const chunk of asChunks(content)) {
    meter.update(chunk);
    await writeWhole(file, chunk);
  }
  const actual = meter.digest();
  if (actual !== expected) throw new DigestMismatch(expected, actual);
  await file.sync();
  return meter.size;
}

async function writeWhole(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.length;) {
    written += (await file.write(chunk, written)).bytesWritten;
  }
}

async function* readFileOf(root: string, digest: Digest): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* createReadStream(pathOf(root, digest), { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
  } catch (raw) {
    throw isMissingFile(raw) ? new ArtifactMissing(digest, { cause: raw }) : raw;
  }
}

async function headOf(root: string, digest: Digest): Promise<ArtifactHead | undefined> {
  const found = await statIfThere(pathOf(root, digest));
  return found && { digest, size: found.size, touchedAt: found.mtime };
}

async function* listObjects(root: string): AsyncGenerator<ArtifactHead, void, undefined> {
  for (const first of await namesIn(root, /^[0-9a-f]{2}$/)) {
    for (const second of await namesIn(join(root, first), /^[0-9a-f]{2}$/)) {
      for (const name of await namesIn(join(root, first, second), /^/)) {
        const head = isDigest(name) ? await headOf(root, name) : undefined;
        if (head !== undefined) yield head;
      }
    }
  }
}

const namesIn = async (folder: string, pattern: RegExp): Promise<string[]> =>
  (await readdir(folder)).filter((name) => pattern.test(name));

const statIfThere = (path: string) =>
  stat(path).catch((raw: unknown) => {
    if (isMissingFile(raw)) return undefined;
    throw raw;
  });

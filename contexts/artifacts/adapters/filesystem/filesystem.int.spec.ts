import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeArtifactStore } from '../../../../test/contracts/artifact-store.contract.ts';
import {
  ArtifactMissing,
  ArtifactStoreFull,
  collectBytes,
  digestOf,
  getBytes,
  putBytes,
  sha256,
  type ArtifactStore,
  type Digest,
} from '../../src/index.ts';
import { openFilesystemArtifactStore } from './index.ts';

const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'pagewright-artifacts-'));
const pathOf = (root: string, digest: Digest): string => join(root, digest.slice(0, 2), digest.slice(2, 4), digest);
const digestsIn = async (store: ArtifactStore): Promise<Digest[]> => {
  const digests: Digest[] = [];
  for await (const { digest } of store.list()) digests.push(digest);
  return digests;
};
const page = new TextEncoder().encode('<title>Welcome</title>');

describeArtifactStore('filesystem', async () => {
  const root = await temporaryFolder();
  return {
    store: await openFilesystemArtifactStore(root),
    damage: async (digest) => {
      await using file = await open(pathOf(root, digest), 'r+');
      await file.write(Buffer.from('#'), 0, 1, 1);
    },
    close: () => rm(root, { recursive: true }),
  };
});

describe('the filesystem artifact store', () => {
  let root: string;
  beforeEach(async () => void (root = await temporaryFolder()));
  afterEach(() => rm(root, { recursive: true }));

  it('lays an object at ab/cd/<digest> and leaves no draft', async () => {
    const store = await openFilesystemArtifactStore(root);
    const { digest } = await putBytes(store, page);
    expect((await stat(pathOf(root, digest))).size).toBe(page.length);
    await expect(store.put(sha256('other'), page)).rejects.toThrow('was not stored');
    expect(await readdir(join(root, 'tmp'))).toEqual([]);
  });

  it('finds everything again when it is opened again, also under another instance', async () => {
    const { digest } = await putBytes(await openFilesystemArtifactStore(root), page);
    expect(await getBytes(await openFilesystemArtifactStore(root), digest)).toEqual(page);
  });

  it('lists no file that is no object', async () => {
    const store = await openFilesystemArtifactStore(root);
    const { digest } = await putBytes(store, page);
    await writeFile(join(root, digest.slice(0, 2), digest.slice(2, 4), 'notes.txt'), 'x');
    await mkdir(join(root, 'lost+found'));
    expect(await digestsIn(store)).toEqual([digest]);
  });

  it('says that an object is missing when it goes between the look and the read', async () => {
    const store = await openFilesystemArtifactStore(root);
    const { digest } = await putBytes(store, page);
    const { content } = await store.get(digest);
    await store.delete(digest);
    await expect(collectBytes(content)).rejects.toThrow(ArtifactMissing);
  });

  it('removes drafts older than a day when it is opened, and younger ones not', async () => {
    await openFilesystemArtifactStore(root);
    const draftOfAge = async (name: string, hours: number): Promise<void> => {
      const then = new Date(Date.now() - hours * 60 * 60 * 1000);
      await writeFile(join(root, 'tmp', name), 'half');
      await utimes(join(root, 'tmp', name), then, then);
    };
    await draftOfAge('old', 25);
    await draftOfAge('young', 23);
    await Promise.all([openFilesystemArtifactStore(root), openFilesystemArtifactStore(root)]);
    expect(await readdir(join(root, 'tmp'))).toEqual(['young']);
  });
});

describe('a process killed while it puts', { timeout: 30_000 }, () => {
  let root: string;
  let child: ChildProcess;
  beforeEach(async () => void (root = await temporaryFolder()));
  afterEach(async () => {
    await kill();
    await rm(root, { recursive: true });
  });

  const start = (program: string, ...args: string[]): AsyncIterable<string> => {
    const path = fileURLToPath(new URL(`../../testing/${program}`, import.meta.url));
    child = spawn(process.execPath, [path, root, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    if (child.stdout === null) throw new Error('the child has no output');
    return createInterface(child.stdout);
  };
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };

  it('leaves no half object under a digest, only a draft', async () => {
    const whole = new Uint8Array(4 * 1024 * 1024);
    for await (const line of start('half-a-put.ts', sha256(whole))) {
      expect(line).toBe('half');
      break;
    }
    await kill();
    const store = await openFilesystemArtifactStore(root);
    expect(await store.head(sha256(whole))).toBeUndefined();
    expect(await digestsIn(store)).toEqual([]);
    const [draft = ''] = await readdir(join(root, 'tmp'));
    expect((await stat(join(root, 'tmp', draft))).size).toBe(2 * 1024 * 1024);
    await putBytes(store, whole);
    expect((await getBytes(store, sha256(whole))).length).toBe(whole.length);
  });

  it('has stored whole what it acknowledged, and everything that has a name', async () => {
    const acknowledged: Digest[] = [];
    for await (const line of start('put-for-ever.ts')) {
      acknowledged.push(digestOf(line));
      if (acknowledged.length === 40) break;
    }
    await kill();
    const store = await openFilesystemArtifactStore(root);
    for (const digest of acknowledged) expect((await getBytes(store, digest)).length).toBe(200_000);
    for await (const { digest } of store.list()) expect((await getBytes(store, digest)).length).toBe(200_000);
  });
});

const smallDisk = mountSmallDisk();

describe.skipIf(smallDisk === undefined)('a full disk (needs the right to mount)', () => {
  afterEach(() => {
    execFileSync('umount', [smallDisk ?? '']);
    rmSync(smallDisk ?? '', { recursive: true });
  });

  it('surfaces as ArtifactStoreFull, leaves nothing behind and goes on with what fits', async () => {
    const root = smallDisk ?? '';
    const store = await openFilesystemArtifactStore(root);
    await putBytes(store, page);
    await expect(putBytes(store, new Uint8Array(2 * 1024 * 1024))).rejects.toThrow(ArtifactStoreFull);
    expect(await readdir(join(root, 'tmp'))).toEqual([]);
    expect(await getBytes(store, sha256(page))).toEqual(page);
    const small = new Uint8Array(1000);
    expect(await getBytes(store, (await putBytes(store, small)).digest)).toEqual(small);
  });
});

/** A file system of 1 MiB in memory, where the machine lets us. */
function mountSmallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'pagewright-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
}

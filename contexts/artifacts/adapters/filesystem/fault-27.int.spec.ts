import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DigestMismatch, sha256, type UnsafeArchiveCode } from '../../src/index.ts';
import { craftedArchives, tarEntry, tarGz } from '../../testing/crafted-archives.ts';
import { openFilesystemArtifactStore, unpackTo } from './index.ts';

const MiB = 1024 * 1024;

/** The named kinds of fault 27, each in all its crafted forms. */
const crafted: readonly UnsafeArchiveCode[] = ['path-escapes', 'link', 'device', 'duplicate-name', 'trailing-garbage'];

describe('fault 27 (BROKER section 11): a hostile tar.gz', { timeout: 30_000 }, () => {
  let around: string;
  let folder: string;
  beforeEach(async () => {
    around = await mkdtemp(join(tmpdir(), 'pagewright-27-'));
    folder = join(around, 'work');
  });
  afterEach(() => rm(around, { recursive: true }));

  /** One gzip member again and again: a gzip file of any size, made as it is read. */
  const repeated = (member: Uint8Array, times: number, first: Uint8Array = new Uint8Array()) => {
    const read = { bytes: 0, of: first.length + member.length * times };
    const source = async function* (): AsyncGenerator<Uint8Array> {
      for (const piece of [first, ...Array.from({ length: times }, () => member)]) {
        read.bytes += piece.length;
        yield piece;
      }
    };
    return { read, source: source() };
  };

  it.each(crafted)('is refused whole for %s, with nothing written in the folder or outside', async (code) => {
    const archives = craftedArchives.filter((archive) => archive.code === code);
    expect(archives.length).toBeGreaterThan(1);
    for (const { bytes } of archives) await expect(unpackTo(folder, bytes)).rejects.toMatchObject({ code });
    expect(await readdir(around)).toEqual([]);
  });

  it('is left early with 10 GB of zeros in one file, in many, or in none', async () => {
    const zeros = gzipSync(Buffer.alloc(64 * MiB));
    const oneFile = repeated(zeros, 160, gzipSync(tarEntry({ name: 'zeros', size: 7 * 1024 * MiB })));
    await expect(unpackTo(folder, oneFile.source)).rejects.toMatchObject({ code: 'too-large', entry: 'zeros' });

    const noFile = repeated(zeros, 160);
    await expect(unpackTo(folder, noFile.source)).rejects.toMatchObject({ code: 'trailing-garbage' });

    const files = Array.from({ length: 5 }, (_, index) =>
      Buffer.concat([gzipSync(tarEntry({ name: `zeros-${index}`, size: 48 * MiB })), gzipSync(Buffer.alloc(48 * MiB))]),
    );
    const manyFiles = repeated(zeros, 160, Buffer.concat(files));
    await expect(unpackTo(folder, manyFiles.source)).rejects.toMatchObject({ code: 'too-large', entry: 'zeros-4' });

    for (const { read } of [oneFile, noFile, manyFiles]) expect(read.bytes).toBeLessThan(read.of / 5);
    expect(await readdir(around)).toEqual([]);
  });

  it('is left early with a million entries', async () => {
    const tenThousand = Array.from({ length: 10_000 }, (_, index) => tarEntry({ name: `f${index}` }));
    const first = gzipSync(Buffer.concat([...tenThousand, tarEntry({ name: 'one-more' })]));
    const { read, source } = repeated(gzipSync(Buffer.concat(tenThousand)), 100, first);
    await expect(unpackTo(folder, source)).rejects.toMatchObject({ code: 'too-many-files' });
    expect(read.bytes).toBeLessThan(read.of / 5);
    expect(await readdir(around)).toEqual([]);
  });

  it('is not stored under a digest that it does not have', async () => {
    const store = await openFilesystemArtifactStore(join(around, 'store'));
    await expect(store.put(sha256('what was announced'), tarGz(tarEntry({ name: 'a' })))).rejects.toThrow(
      DigestMismatch,
    );
    expect(await readdir(join(around, 'store'))).toEqual(['tmp']);
  });
});

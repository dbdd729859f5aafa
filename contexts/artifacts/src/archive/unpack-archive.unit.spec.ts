import { createGzip, gzipSync } from 'node:zlib';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { craftedArchives, paxEntry, tarEnd, tarEntry, tarGz } from '../../testing/crafted-archives.ts';
import { asChunks, collectBytes } from '../byte-stream.ts';
import { defaultArchiveLimits, type ArchiveLimits } from './archive-limits.ts';
import { packTree } from './pack-tree.ts';
import { unpackArchive } from './unpack-archive.ts';
import { UnsafeArchive } from './unsafe-archive.ts';

const MiB = 1024 * 1024;
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const refusalOf = async (
  source: AsyncIterable<Uint8Array> | Uint8Array,
  limits: Partial<ArchiveLimits> = {},
): Promise<UnsafeArchive> => {
  const failure = await unpackArchive(source, { ...defaultArchiveLimits, ...limits }).catch((error: unknown) => error);
  if (failure instanceof UnsafeArchive) return failure;
  throw new Error('expected a refusal', { cause: failure });
};

describe('unpackArchive', () => {
  it.each(craftedArchives)('refuses $title as $code', async ({ bytes, code }) => {
    const refusal = await refusalOf(bytes);
    expect(refusal.code).toBe(code);
  });

  it.each(craftedArchives)('refuses $title arriving byte by byte', async ({ bytes, code }) => {
    const slowly = async function* (): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += 1) yield bytes.subarray(at, at + 1);
    };
    expect((await refusalOf(slowly())).code).toBe(code);
  });

  it('names the entry and the next step in its refusal', async () => {
    const refusal = await refusalOf(tarGz(tarEntry({ name: 'a/out', type: '2', link: '/etc/passwd' })));
    expect(refusal.entry).toBe('a/out');
    expect(refusal.message).toBe(
      'The entry "a/out" is a link to "/etc/passwd". Put a copy of the file in its place, then pack again.',
    );
  });

  it('takes the content of a setuid file and forgets its mode', async () => {
    const tree = await unpackArchive(tarGz(tarEntry({ name: 'run.sh', mode: 0o4755, content: 'echo' })));
    expect([...tree].map(([path, bytes]) => [path, text(bytes)])).toEqual([['run.sh', 'echo']]);
  });

  it('reads what tar writes for a folder: ./, folder entries, a folder named twice, padding', async () => {
    const folder = tarEntry({ name: './css/', type: '5', mode: 0o755 });
    const tree = await unpackArchive(
      tarGz(
        tarEntry({ name: './', type: '5' }),
        folder,
        tarEntry({ name: './css/site.css', content: 'a{}' }),
        folder,
        tarEntry({ name: './index.html', content: '<p>' }),
        Buffer.alloc(10_240),
      ),
    );
    expect(new Map([...tree].map(([path, bytes]) => [path, text(bytes)]))).toEqual(
      new Map([
        ['css/site.css', 'a{}'],
        ['index.html', '<p>'],
      ]),
    );
  });

  it('reads long names of both kinds', async () => {
    const long = `${'folder/'.repeat(20)}page.html`;
    const pax = await unpackArchive(
      tarGz(paxEntry({ path: long, mtime: '1.5' }), tarEntry({ name: 'p', content: '1' })),
    );
    const gnu = await unpackArchive(
      tarGz(
        tarEntry({ name: '././@LongLink', type: 'L', content: `${long}\0` }),
        tarEntry({ name: 'p', content: '1' }),
      ),
    );
    expect([...pax.keys(), ...gnu.keys()]).toEqual([long, long]);
  });

  it('reads a gzip of several members', async () => {
    const tar = Buffer.concat([tarEntry({ name: 'a.html', content: 'hello' }), tarEnd]);
    const members = Buffer.concat([gzipSync(tar.subarray(0, 700)), gzipSync(tar.subarray(700))]);
    expect(text((await unpackArchive(members)).get('a.html'))).toBe('hello');
  });

  it('passes a failure of the source on unchanged', async () => {
    const lost = new Error('connection lost');
    const source = async function* (): AsyncGenerator<Uint8Array> {
      yield tarGz(tarEntry({ name: 'a' })).subarray(0, 20);
      throw lost;
    };
    await expect(unpackArchive(source())).rejects.toBe(lost);
  });

  describe('keeps to its limits', () => {
    const files = (count: number, content = 'x'): Buffer =>
      tarGz(...Array.from({ length: count }, (_, index) => tarEntry({ name: `f${index}`, content })));

    it('on the number of files, exactly', async () => {
      expect((await unpackArchive(files(5), { ...defaultArchiveLimits, maxFiles: 5 })).size).toBe(5);
      expect((await refusalOf(files(6), { maxFiles: 5 })).code).toBe('too-many-files');
    });

    it('on the number of folders', async () => {
      const folders = Array.from({ length: 6 }, (_, index) => tarEntry({ name: `d${index}/`, type: '5' }));
      expect((await refusalOf(tarGz(...folders), { maxFiles: 5 })).code).toBe('too-many-files');
    });

    it('on the number of headers that are no entries', async () => {
      const records = Array.from({ length: 30 }, () => paxEntry({ comment: 'x' }));
      expect((await refusalOf(tarGz(...records), { maxFiles: 5 })).code).toBe('too-many-files');
    });

    it('on one file, exactly, naming it', async () => {
      const limits = { maxFileBytes: 1000 };
      expect((await unpackArchive(files(2, 'x'.repeat(1000)), { ...defaultArchiveLimits, ...limits })).size).toBe(2);
      expect(await refusalOf(files(2, 'x'.repeat(1001)), limits)).toMatchObject({ code: 'too-large', entry: 'f0' });
    });

    it('on all files together', async () => {
      const archive = files(30, 'x'.repeat(1000));
      expect((await refusalOf(archive, { maxInflatedBytes: 29_000 })).code).toBe('too-large');
    });

    it('on the compressed bytes', async () => {
      expect((await refusalOf(files(3), { maxCompressedBytes: 50 })).code).toBe('too-large');
    });
  });

  describe('stops early', { timeout: 30_000 }, () => {
    /** Repeats one gzip member for ever and says how often it was asked and whether it was closed. */
    const endless = (...members: readonly Uint8Array[]) => {
      const seen = { chunks: 0, closed: false };
      const source = async function* (): AsyncGenerator<Uint8Array> {
        try {
          for (const member of members) yield member;
          const last = members.at(-1) ?? new Uint8Array();
          for (; seen.chunks < 10_000; seen.chunks += 1) yield last;
        } finally {
          seen.closed = true;
        }
      };
      return { seen, source: source() };
    };

    it('on 10 GB of zeros that are no entry', async () => {
      const { seen, source } = endless(gzipSync(Buffer.alloc(MiB)));
      expect((await refusalOf(source)).code).toBe('trailing-garbage');
      expect(seen.chunks).toBeLessThan(200);
      await expect.poll(() => seen.closed).toBe(true);
    });

    it('on 10 GB of zeros in files of 10 MiB, with the memory of its limit', async () => {
      const zeros = gzipSync(Buffer.alloc(10 * MiB));
      const { seen, source } = (() => {
        const state = { files: 0, peak: 0 };
        const generate = async function* (): AsyncGenerator<Uint8Array> {
          for (; state.files < 1000; state.files += 1) {
            yield gzipSync(tarEntry({ name: `zeros-${state.files}`, size: 10 * MiB }));
            yield zeros;
            state.peak = Math.max(state.peak, process.memoryUsage().arrayBuffers);
          }
        };
        return { seen: state, source: generate() };
      })();
      const before = process.memoryUsage().arrayBuffers;
      expect((await refusalOf(source, { maxInflatedBytes: 50 * MiB })).code).toBe('too-large');
      expect(seen.files).toBeLessThan(50);
      expect(seen.peak - before).toBeLessThan(150 * MiB);
    });

    it('on a million entries', async () => {
      let made = 0;
      const headers = async function* (): AsyncGenerator<Uint8Array> {
        for (; made < 1_000_000; made += 1) yield tarEntry({ name: `f${made}` });
        yield tarEnd;
      };
      const compressed = Readable.from(headers()).pipe(createGzip({ level: 1 }));
      expect((await refusalOf(compressed)).code).toBe('too-many-files');
      expect(made).toBeLessThan(200_000);
    });

    it('on a refusal while the sender is silent', async () => {
      const silent = async function* (): AsyncGenerator<Uint8Array> {
        yield gzipSync(tarEntry({ name: '../evil' }));
        await new Promise(() => undefined);
      };
      expect((await refusalOf(silent())).code).toBe('path-escapes');
    });
  });

  it('reads its own archives in pieces of one byte', async () => {
    const tree = new Map([['index.html', new TextEncoder().encode('<p>hello</p>')]]);
    const packed = await packTree(tree);
    const pieces = [...packed].map((byte) => Uint8Array.of(byte));
    expect(await unpackArchive(await collectBytes(asChunks(packed)))).toEqual(tree);
    expect(await unpackArchive(Readable.from(pieces))).toEqual(tree);
  });
});

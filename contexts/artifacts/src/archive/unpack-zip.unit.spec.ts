import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { craftedZips, zip } from '../../testing/crafted-zips.ts';
import { defaultArchiveLimits } from './archive-limits.ts';
import { unpackZip } from './unpack-zip.ts';
import { UnsafeArchive } from './unsafe-archive.ts';
import { unpackUpload } from '../upload.ts';

const refusalOf = (work: Promise<unknown>): Promise<UnsafeArchive> =>
  work.then(
    () => Promise.reject(new Error('it was taken')),
    (raw) => (raw instanceof UnsafeArchive ? raw : Promise.reject(raw)),
  );
const texts = async (bytes: Uint8Array) =>
  Object.fromEntries([...(await unpackZip(bytes))].map(([path, content]) => [path, Buffer.from(content).toString()]));
const MiB = 1024 * 1024;

describe('a zip', () => {
  it('gives its files, stored and deflated, in folders that are named or not', async () => {
    const bytes = zip(
      { name: 'css/' },
      { name: 'css/site.css', content: 'p{}' },
      { name: 'img/a.svg', content: '<svg/>', method: 0 },
      { name: 'index.html', content: '<p>é</p>', mode: 0o104755 },
      { name: 'empty.txt' },
    );
    expect(await texts(bytes)).toEqual({
      'css/site.css': 'p{}',
      'img/a.svg': '<svg/>',
      'index.html': '<p>é</p>',
      'empty.txt': '',
    });
  });

  it('reads names as UTF-8 without the flag, as code page 437 where they are not, and with backslashes', async () => {
    const bytes = zip(
      { name: 'über.html', flags: 0 },
      { name: Buffer.from([0x81, 0x62, 0x65, 0x72]), flags: 0 },
      { name: 'css\\site.css', flags: 0 },
    );
    expect(Object.keys(await texts(bytes))).toEqual(['über.html', 'über', 'css/site.css']);
  });

  it.each(craftedZips)('is refused whole for $title', async ({ code, bytes }) => {
    expect((await refusalOf(unpackUpload(bytes))).code).toBe(code);
  });

  it('is refused for 10 GB of zeros before any of it is inflated', async () => {
    const packed = deflateRawSync(Buffer.alloc(40 * MiB));
    const bytes = zip(...Array.from({ length: 250 }, (_, n) => ({ name: `zeros-${n}`, packed, size: 40 * MiB })));
    const before = process.memoryUsage().arrayBuffers;
    expect((await refusalOf(unpackZip(bytes))).code).toBe('too-large');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * MiB);
  });

  it('is refused for more files, and for more entries, than a site has', async () => {
    const limits = { ...defaultArchiveLimits, maxFiles: 10 };
    const names = (count: number, folder = '') => Array.from({ length: count }, (_, n) => ({ name: `${folder}f${n}` }));
    expect((await refusalOf(unpackZip(zip(...names(11)), limits))).code).toBe('too-many-files');
    expect((await refusalOf(unpackUpload(zip(...names(41, 'node_modules/')), limits))).code).toBe('too-many-files');
    expect((await unpackZip(zip(...names(10)), limits)).size).toBe(10);
  });

  it('is refused while it is still being sent when it has too many bytes', async () => {
    let sent = 0;
    const endless = async function* () {
      yield Buffer.from('PK\u0003\u0004');
      for (; ; sent += 1) yield new Uint8Array(MiB);
    };
    const limits = { ...defaultArchiveLimits, maxCompressedBytes: 5 * MiB };
    expect((await refusalOf(unpackUpload(endless(), limits))).code).toBe('too-large');
    expect(sent).toBeLessThan(10);
  });
});

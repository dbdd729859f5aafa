import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { extract } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { anyTree } from '../../testing/trees.ts';
import { collectBytes } from '../byte-stream.ts';
import { packStream, packTree } from './pack-tree.ts';
import { unpackArchive } from './unpack-archive.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const site = new Map([
  ['index.html', bytes('<p>hello</p>')],
  ['css/site.css', bytes('a{}')],
  ['css.html', bytes('x')],
  ['é.html', bytes('y')],
  ['Z.html', bytes('z')],
]);

describe('packTree', () => {
  it('is undone by unpackArchive, whatever the tree', async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, async (tree) => {
        expect(await unpackArchive(await packTree(tree))).toEqual(tree);
      }),
      { numRuns: 150 },
    );
  });

  it('gives the same bytes whatever the order of the tree', async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, async (tree) => {
        expect(await packTree(new Map([...tree].toReversed()))).toEqual(await packTree(tree));
      }),
      { numRuns: 50 },
    );
  });

  it('writes files alone, sorted by code unit, with fixed mode, time and owner', async () => {
    const headers: unknown[] = [];
    const tar = extract();
    tar.on('entry', (header, content, next) => {
      const { name, mode, uid, gid, uname, gname, type, mtime } = header;
      headers.push({ name, mode, uid, gid, uname, gname, type, mtime: mtime.getTime() });
      content.resume();
      content.on('end', next);
    });
    tar.end(gunzipSync(await packTree(site)));
    await expect.poll(() => headers.length).toBe(5);
    const fixed = { mode: 0o644, uid: 0, gid: 0, uname: '', gname: '', type: 'file', mtime: 0 };
    expect(headers).toEqual(
      ['Z.html', 'css.html', 'css/site.css', 'index.html', 'é.html'].map((name) => ({ name, ...fixed })),
    );
  });

  it('writes no time into the gzip header', async () => {
    expect([...(await packTree(site)).subarray(0, 9)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2]);
  });

  it('stores what its own kind has compressed, and compresses what stands between', async () => {
    const noise = Uint8Array.from({ length: 300_000 }, (_, at) => (at * 2_654_435_761) >>> 13);
    const tree = new Map([
      ['a.html', bytes('<p>a</p>'.repeat(20_000))],
      ['b.JPG', bytes('x'.repeat(100_000))],
      ['c.woff2', noise],
      ['d.css', bytes('a{}'.repeat(20_000))],
    ]);
    const packed = await packTree(tree);
    expect(await unpackArchive(packed)).toEqual(tree);
    expect(packed.length).toBeGreaterThan(400_000);
    expect(packed.length).toBeLessThan(410_000);
  });

  it('streams the same bytes', async () => {
    expect(await collectBytes(packStream(site))).toEqual(await packTree(site));
  });

  it('packs no files as an archive of none', async () => {
    expect(await unpackArchive(await packTree(new Map()))).toEqual(new Map());
  });

  it.each([
    [['../a'], 'path-escapes'],
    [['/a'], 'path-escapes'],
    [['a\nb'], 'bad-name'],
    [['\ud800'], 'bad-name'],
    [['a.html', 'A.html'], 'duplicate-name'],
    [['a', 'a/b'], 'duplicate-name'],
  ])('refuses %j, which could not be unpacked', (paths, code) => {
    const tree = new Map(paths.map((path) => [path, bytes('x')]));
    expect(() => packStream(tree)).toThrow(expect.objectContaining({ code }));
  });
});

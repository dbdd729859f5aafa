import { text } from 'node:stream/consumers';
import * as fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { collectBytes } from '../byte-stream.ts';
import { zipStream } from './zip-tree.ts';

const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);
const zipOf = (files: Record<string, Uint8Array>): Promise<Uint8Array> =>
  collectBytes(zipStream(new Map(Object.entries(files))));

describe('A tree as a ZIP', () => {
  it('holds every file as it is, under its own name', async () => {
    const name = fc.stringMatching(/^[a-z0-9äß ]{1,12}\.(html|png|css)$/);
    const trees = fc.dictionary(name, fc.uint8Array({ maxLength: 3_000 }), { maxKeys: 6, noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(trees, async (files) => {
        expect(unzipSync(await zipOf(files))).toEqual(files);
      }),
      { numRuns: 30 },
    );
  });

  it('has the same bytes whenever it is made, and whatever order the tree came in', async () => {
    const [one, other] = [
      await zipOf({ 'a.html': bytes('a'), 'b/c.css': bytes('c') }),
      await zipOf({ 'b/c.css': bytes('c'), 'a.html': bytes('a') }),
    ];
    expect(one).toEqual(other);
    expect(strFromU8(one, true)).toMatch(/a\.html[^]*b\/c\.css/);
  });

  it('compresses text, and takes files of many pieces', async () => {
    const long = bytes('0123456789'.repeat(100_000));
    const zip = await zipOf({ 'long.txt': long, 'picture.png': long });
    expect(zip.length).toBeGreaterThan(long.length);
    expect(zip.length).toBeLessThan(long.length * 1.1);
    expect(unzipSync(zip)['long.txt']).toEqual(long);
  });

  it('is made while it is read, and ends with whoever stops reading', async () => {
    const stream = zipStream(new Map([['a.txt', bytes('a'.repeat(10))]]));
    stream.destroy();
    await expect(text(stream)).rejects.toThrow();
  });

  it('of nothing is an empty ZIP', async () => expect(unzipSync(await zipOf({}))).toEqual({}));
});

import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ByteCache } from './byte-cache.ts';

const bytes = (size: number) => async () => Buffer.alloc(size);

describe('The cache of bytes', () => {
  it('makes a name once for all who ask at the same time', async () => {
    const cache = new ByteCache(10_000);
    const make = vi.fn(bytes(5));
    const all = await Promise.all(Array.from({ length: 10 }, () => cache.getOrMake('a', make)));
    expect(make).toHaveBeenCalledTimes(1);
    expect(new Set(all).size).toBe(1);
  });

  it('drops what was asked for least recently', async () => {
    const cache = new ByteCache(4_000);
    for (const name of ['a', 'b', 'c']) await cache.getOrMake(name, bytes(1_000));
    cache.get('a');
    await cache.getOrMake('d', bytes(1_000));
    expect(['a', 'b', 'c', 'd'].map((name) => cache.get(name)?.length)).toEqual([1_000, undefined, 1_000, 1_000]);
  });

  it('stays within its bound, whatever is put into it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 3_000 }))), async (puts) => {
        const cache = new ByteCache(5_000);
        for (const [name, size] of puts) {
          expect((await cache.getOrMake(String(name), bytes(size)))?.length).toBeDefined();
          expect(cache.usedBytes).toBeLessThanOrEqual(5_000);
        }
      }),
    );
  });

  it('hands out what is larger than itself, and does not keep it', async () => {
    const cache = new ByteCache(1_000);
    expect((await cache.getOrMake('a', bytes(2_000)))?.length).toBe(2_000);
    expect([cache.get('a'), cache.usedBytes]).toEqual([undefined, 0]);
  });

  it('remembers that there is nothing worth having, but no fault', async () => {
    const cache = new ByteCache(1_000);
    await cache.getOrMake('none', async () => null);
    expect(cache.get('none')).toBeNull();
    await expect(cache.getOrMake('a', () => Promise.reject(new Error('disk')))).rejects.toThrow('disk');
    expect((await cache.getOrMake('a', bytes(5)))?.length).toBe(5);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../../../test/support/any-character.ts';
import { NotStorable, requireStorable } from './storable.ts';

describe('what may be stored', () => {
  it('is plain JSON of any shape', () => {
    const plain = fc.jsonValue({ maxDepth: 3, stringUnit: anyCharacter }).filter((value) => {
      const text = JSON.stringify(value);
      return !text.includes('\\u0000') && !text.includes('__proto__');
    });
    fc.assert(
      fc.property(plain, (value) => {
        expect(() => requireStorable(value)).not.toThrow();
      }),
      { numRuns: 50 },
    );
  });

  it('leaves out optional members that are undefined, as JSON does', () => {
    expect(() => requireStorable({ a: undefined, b: 1 })).not.toThrow();
  });

  it.each([
    [{ a: [1, { b: '\ud800' }] }, /data\.a\.1\.b holds half a surrogate/],
    [{ a: '\u0000' }, /data\.a holds U\+0000/],
    [{ '\u0000': 1 }, /a key of data holds U\+0000/],
    [JSON.parse('{"a":{"__proto__":1}}') as unknown, /data\.a has a key __proto__/],
    [[undefined], /data\.0 is a undefined/],
    [{ a: 1n }, /data\.a is a bigint/],
    [{ a: Number.POSITIVE_INFINITY }, /data\.a is Infinity/],
    [{ a: new Map() }, /data\.a is no plain object/],
    [{ a: Symbol('x') }, /data\.a is a symbol/],
  ])('[BROKER 11.26] is not %#, and the place is named', (value, message) => {
    expect(() => requireStorable(value)).toThrow(NotStorable);
    expect(() => requireStorable(value)).toThrow(message);
  });

  it('[BROKER 11.26] is not a hundred thousand levels deep, and finding out needs no stack', () => {
    let deep: unknown = {};
    for (let level = 0; level < 100_000; level += 1) deep = { deep };
    expect(() => requireStorable(deep)).toThrow(/nested deeper than 32/);
  });

  it('may be 32 levels deep', () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 32; level += 1) deep = [deep];
    expect(() => requireStorable(deep)).not.toThrow();
    expect(() => requireStorable([deep])).toThrow(NotStorable);
  });
});

import { describe, expect, it } from 'vitest';
import { DigestMeter, digestOf, NotADigest, sha256 } from './digest.ts';

const hello = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

describe('a digest', () => {
  it('is the SHA-256 of bytes, of text, and of both in pieces', () => {
    expect(sha256('hello')).toBe(hello);
    expect(sha256(new TextEncoder().encode('hello'))).toBe(hello);
    const meter = new DigestMeter().update('hel').update(new TextEncoder().encode('lo'));
    expect([meter.size, meter.digest()]).toEqual([5, hello]);
  });

  it('is taken from text that is one', () => {
    expect(digestOf(hello)).toBe(hello);
  });

  it.each(['', 'abc', hello.toUpperCase(), `${hello}\n`, ` ${hello}`, `${hello}0`, `../${hello.slice(3)}`])(
    'is not taken from %j',
    (text) => {
      expect(() => digestOf(text)).toThrow(NotADigest);
    },
  );
});

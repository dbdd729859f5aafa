import { describe, expect, it } from 'vitest';
import {
  actor,
  canonicalJson,
  commandDigest,
  commandId,
  derivedId,
  eventId,
  isToken,
  position,
  requireToken,
  streamName,
  streamParts,
} from './ids.ts';
import type { CommandId, StreamName } from './message.ts';
import { Refusal } from './refusal.ts';

const BAD = ['*', '>', 'a.b', '../x', 'ä', '', 'x'.repeat(65), 'x'.repeat(300), 'a\r\nb', 'a\n', 'a\u0000', ' ', 'a b'];

describe('ids', () => {
  it.each(['a', 'A-Z_09', 'x'.repeat(64), crypto.randomUUID()])('take %j', (text) => {
    expect(isToken(text)).toBe(true);
    expect(requireToken(text, 'id')).toBe(text);
  });

  it.each(BAD)('[BROKER 11.23] refuse %j everywhere, naming the field', (text) => {
    expect(isToken(text)).toBe(false);
    const refused = () => requireToken(text, 'site');
    expect(refused).toThrow(Refusal);
    expect(refused).toThrow(/^site must be/);
    expect(() => streamName('site', text)).toThrow(Refusal);
    expect(() => streamName(text, 'x')).toThrow(Refusal);
    expect(() => actor('account', text)).toThrow(Refusal);
    if (text !== 'a.b') expect(() => streamParts(`site.${text}` as StreamName)).toThrow(Refusal);
  });

  it.each(['site', 'site.a.b', '.a', 'site.', ''])('are not made of the stream name %j', (name) => {
    expect(() => streamParts(name as StreamName)).toThrow(Refusal);
  });

  it('come back out of a stream name', () => {
    expect(streamParts(streamName('site', 'abc'))).toEqual({ kind: 'site', id: 'abc' });
  });

  it('derive the same from the same parts for ever, and something else from anything else', () => {
    // Fixed: commands of today have to be found by the programs of tomorrow.
    expect(derivedId('site', 'a')).toBe('b1935703-f11a-528c-ae0b-d1a2a1e6ff9a');
    expect(commandId('a', 'b')).toBe('5f99da90-af3d-590e-9a7c-2697bca773ce');
    expect(derivedId('a', 'b')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const different = [['ab'], ['a', 'b'], ['', 'ab'], ['a', 'b', ''], ['a,b'], ['["a","b"]'], ['b', 'a']];
    expect(new Set(different.map((parts) => derivedId(...parts))).size).toBe(different.length);
    expect(derivedId('command', 'a')).toBe(commandId('a'));
  });

  it('number the events of a command', () => {
    expect(eventId('c1' as CommandId, 2)).toBe('c1:2');
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 53])('take no position %s', (value) => {
    expect(() => position(value)).toThrow(RangeError);
  });
});

describe('the canonical command', () => {
  it('does not depend on the order of keys, at any depth, but on that of lists', () => {
    expect(canonicalJson({ b: 1, a: { d: 2, c: [2, 1] } })).toBe('{"a":{"c":[2,1],"d":2},"b":1}');
    expect(commandDigest({ a: 1, b: [1, 2] })).toBe(commandDigest({ b: [1, 2], a: 1 }));
    expect(commandDigest({ b: [1, 2] })).not.toBe(commandDigest({ b: [2, 1] }));
    expect(commandDigest({ a: '1' })).not.toBe(commandDigest({ a: 1 }));
  });

  it('is 64 hex digits, also for nothing', () => {
    for (const value of [undefined, null, '', {}]) expect(commandDigest(value)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('[BROKER 11.26] tells apart what JavaScript objects might confuse', () => {
    const proto = JSON.parse('{"__proto__":{"a":1}}') as unknown;
    expect(commandDigest(proto)).not.toBe(commandDigest({}));
    expect(commandDigest('\ud800')).not.toBe(commandDigest('\ufffd'));
  });
});

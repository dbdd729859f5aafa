import { assert, jsonValue, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonBody } from './json-body.ts';

describe('A body of JSON', () => {
  it('comes out as it was written, whatever stands in its strings', () => {
    assert(
      property(jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value);
        if (text.includes('"__proto__":')) return;
        expect(parseJsonBody(text, 8)).toEqual(JSON.parse(text));
      }),
    );
    expect(parseJsonBody('{"a":"[[[[\\"{{{{"}', 1)).toEqual({ a: '[[[["{{{{' });
  });

  it('is refused when it is nested deeper than is taken, before it is parsed', () => {
    expect(parseJsonBody('[[1],[2]]', 2)).toEqual([[1], [2]]);
    expect(() => parseJsonBody('[[[1]]]', 2)).toThrow(/deeper than 2/);
    expect(() => parseJsonBody('['.repeat(1_000_000), 16)).toThrow(/deeper than 16/);
  });

  it('is refused with a key that would become something else, and when it is no JSON', () => {
    expect(() => parseJsonBody('{"a":{"__proto__":{"b":1}}}', 8)).toThrow(/not the JSON/);
    expect(() => parseJsonBody('{"a":', 8)).toThrow(/not the JSON/);
  });
});

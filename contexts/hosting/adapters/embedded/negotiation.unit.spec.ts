import { describe, expect, it } from 'vitest';
import { acceptedEncoding, namesTag, requestedRange } from './negotiation.ts';

describe('The encoding', () => {
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip, deflate, br', 'br'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['br;q=0.5, gzip;q=0.8', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br; q=0 , gzip; q=0', 'identity'],
    ['*', 'br'],
    ['*;q=0', 'identity'],
    ['br;q=0, *', 'gzip'],
    ['identity, br;q=0.5', 'identity'],
    ['identity;q=0.5, gzip', 'gzip'],
    ['gzip;q=nonsense', 'identity'],
    ['deflate, zstd', 'identity'],
  ])('for %j is %s', (header, encoding) => expect(acceptedEncoding(header)).toBe(encoding));
});

describe('A tag', () => {
  it.each(['"a"', 'W/"a"', '"b", "a"', '"b",W/"a" ', '*'])('"a" is named by %j', (header) =>
    expect(namesTag(header, '"a"')).toBe(true),
  );
  it.each(['"b"', 'a', '', '"a-br"'])('"a" is not named by %j', (header) =>
    expect(namesTag(header, '"a"')).toBe(false),
  );
});

describe('A range of 100 bytes', () => {
  const range = (header: string, ifRange?: string) => requestedRange(header, { size: 100, etag: '"a"', ifRange });

  it.each([
    ['bytes=0-9', 0, 9],
    ['bytes=90-', 90, 99],
    ['bytes=-5', 95, 99],
    ['bytes=0-1000', 0, 99],
    ['bytes=-1000', 0, 99],
    ['bytes=99-99', 99, 99],
  ])('%s', (header, start, end) => expect(range(header)).toEqual({ start, end }));

  it.each(['bytes=100-', 'bytes=100-200', 'bytes=-0'])('%s cannot be satisfied', (header) =>
    expect(range(header)).toBe('unsatisfiable'),
  );

  it.each(['bytes=0-1,5-6', 'bytes', 'items=0-5', 'items=200-', 'bytes=b-c', ''])('%j is the whole', (header) =>
    expect(range(header)).toBe('whole'),
  );

  it('is taken only if it is of the tag that the client has', () => {
    expect(range('bytes=0-9', '"a"')).toEqual({ start: 0, end: 9 });
    expect(range('bytes=0-9', '"b"')).toBe('whole');
    expect(range('bytes=0-9', 'W/"a"')).toBe('whole');
    expect(range('bytes=0-9', 'Thu, 01 Jan 2026 00:00:00 GMT')).toBe('whole');
  });
});

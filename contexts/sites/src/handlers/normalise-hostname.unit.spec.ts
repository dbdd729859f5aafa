import { describe, expect, it } from 'vitest';
import { normaliseHostname } from './normalise-hostname.ts';

describe('A host name as people type it', () => {
  it.each([
    ['Docs.Example.org', 'docs.example.org'],
    ['docs.example.org.', 'docs.example.org'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['faß.example', 'xn--fa-hia.example'],
    ['ＤＯＣＳ。example', 'docs.example'],
  ])('is stored: %s as %s', (typed, stored) => expect(normaliseHostname(typed)).toBe(stored));

  // A URL parser would drop, decode or cut off what is wrong with these.
  it.each([
    'docs.example\n',
    'do\ncs.example',
    ' docs.example',
    'docs%2eexample.org',
    'docs.example/path',
    'docs.example:80',
    'ada@docs.example',
    'docs.example;x',
    '{docs}.example',
    '127.1',
    '0x7f.1',
    '::1',
    'docs.example..',
    'xn--zzzzzz-.example',
    'docs.\u0000example',
    `${'x'.repeat(64)}.example`,
    '',
  ])('is refused: %j', (typed) =>
    expect(() => normaliseHostname(typed)).toThrow(
      expect.objectContaining({ code: 'invalid-hostname', details: { field: 'fqdn' } }),
    ),
  );

  it('is refused when reserved, in whatever form', () =>
    expect(() => normaliseHostname('ＡPP.example', ['app.example'])).toThrow(
      expect.objectContaining({ code: 'hostname-reserved' }),
    ));
});

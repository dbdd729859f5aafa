import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressOf, editName, hostNameIn, previewName, versionName } from './addresses.ts';

const KEY = 'abcdefghijklmnop';

describe('A Host header', () => {
  it.each([
    ['docs.localhost', 'docs.localhost'],
    ['docs.localhost:4401', 'docs.localhost'],
    ['DOCS.Localhost', 'docs.localhost'],
    ['docs.localhost.', 'docs.localhost'],
    ['docs.localhost.:80', 'docs.localhost'],
    ['127.0.0.1:4401', '127.0.0.1'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ])('%j names the host %j', (header, name) => expect(hostNameIn(header)).toBe(name));

  it.each([
    '',
    '.',
    'docs..localhost',
    '.docs.localhost',
    'docs.localhost..',
    'docs.localhost:',
    'docs.localhost:123456',
    'docs.localhost:80:80',
    'ada@docs.localhost',
    'ada:secret@docs.localhost',
    '[::1]:4401',
    '[docs.localhost]',
    'docs.localhost/other',
    'docs.localhost\\other',
    'docs%2elocalhost',
    'docs.localhost other.localhost',
    'docs.localhost,other.localhost',
    'docs_.localhost',
    '-docs.localhost',
    'docs\u0000.localhost',
    '\u212Adocs.localhost', // KELVIN SIGN, a k in lower case
    'a'.repeat(64),
    `${'a.'.repeat(200)}localhost`,
  ])('%j names nothing', (header) => expect(hostNameIn(header)).toBeUndefined());

  it('is read in a moment, however it is written', () => {
    const begun = performance.now();
    for (let count = 0; count < 1_000; count += 1) hostNameIn(`${'a-'.repeat(129)}!`);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});

describe('A host name', () => {
  it('of a preview, a version or the editor is read back as it was made', () => {
    const key = fc.stringMatching(/^[a-z2-7]{16}$/);
    const number = fc.integer({ min: 1, max: 999_999_999 });
    const domain = fc.constantFrom('localhost', 'sites.example.org');
    fc.assert(
      fc.property(key, number, domain, (key, version, domain) => {
        expect(addressOf(previewName(key, domain), domain)).toEqual({ type: 'preview', key });
        expect(addressOf(versionName(version, key, domain), domain)).toEqual({ type: 'version', key, version });
        expect(addressOf(editName(version, key, domain), domain)).toEqual({ type: 'edit', key, version });
        expect(addressOf(`edit-v${version}-7--${key}.${domain}`, domain)).toEqual({ type: 'edit', key, version });
        expect(addressOf(editName(null, key, domain), domain)).toEqual({ type: 'edit', key, version: null });
        expect(hostNameIn(`${versionName(version, key, domain)}:4401`)).toBe(versionName(version, key, domain));
      }),
    );
  });

  it.each([
    `v0--${KEY}.localhost`,
    `v01--${KEY}.localhost`,
    `v1234567890--${KEY}.localhost`,
    `v--${KEY}.localhost`,
    `v1--${KEY}x.localhost`,
    `v1--${KEY.slice(1)}.localhost`,
    `x.v1--${KEY}.localhost`,
    `preview--${KEY}.localhost.example`,
    `preview--${KEY}.other`,
    `edit-v0--${KEY}.localhost`,
    `edit-3--${KEY}.localhost`,
    `edit-v3-0--${KEY}.localhost`,
    `edit-v3-1000--${KEY}.localhost`,
    `x.edit--${KEY}.localhost`,
    `preview--${KEY}localhost`,
    'docs.localhost',
    'docs.example.org',
  ])('%j is looked up as the name of a site', (name) =>
    expect(addressOf(name, 'localhost')).toEqual({ type: 'name', name }),
  );
});

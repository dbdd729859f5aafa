import * as fc from 'fast-check';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../../../../test/support/any-character.ts';
import { readRequestPath, writtenPath } from './request-path.ts';
import { resolveFile } from './resolve-file.ts';

describe('A request path', () => {
  it.each([
    ['/', [], true, ''],
    ['/index.html', ['index.html'], false, ''],
    ['/blog/', ['blog'], true, ''],
    ['/a/b%20c.html?x=1&y=2', ['a', 'b c.html'], false, '?x=1&y=2'],
    ['/f%C3%BCr.html#part', ['für.html'], false, ''],
    ['/100%25.html', ['100%.html'], false, ''],
    ['/%2525', ['%25'], false, ''],
  ])('%j is read once', (target, names, folder, query) =>
    expect(readRequestPath(target)).toEqual({ names, folder, query }),
  );

  it.each([
    '',
    'index.html',
    '*',
    '//',
    '//evil.example/',
    '/a//b',
    '/.',
    '/..',
    '/../secret',
    '/a/../../secret',
    '/%2e%2e/secret',
    '/a/%2E%2e/b',
    '/..%2fsecret',
    '/..%2Fsecret',
    '/..%5csecret',
    '/a%2fb',
    '/a%5Cb',
    '/a\\b',
    '/a%00.html',
    '/%0a',
    '/%7f',
    '/%',
    '/%2',
    '/%zz',
    '/%c0%ae%c0%ae/secret',
    '/%ff',
    '/C:/secret',
    `/${'a/'.repeat(40)}`,
    `/${'a'.repeat(600)}`,
  ])('%j means nothing', (target) => expect(readRequestPath(target)).toBeUndefined());

  it('never leaves, whatever is asked for', () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '/',
      '%2f',
      '%2e',
      '\\',
      '%5c',
      '%00',
      '%',
      'a',
      'b.html',
      '?',
      '%252e',
      '//',
      ':',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 12 }), (pieces) => {
        const asked: string[] = [];
        const request = readRequestPath(`/${pieces.join('')}`);
        if (!request) return;
        const found = resolveFile(request, (path) => asked.push(path) > 0);
        expect(found.type).toBe('file');
        for (const path of asked) {
          expect(posix.normalize(path)).toBe(path);
          expect(posix.join('/root', path).startsWith('/root/')).toBe(true);
          expect(path).not.toContain('\0');
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('is written so that it names no other host and is read back the same', () => {
    // RFC 3986, section 3.3; as fast-check's own `webPath`, which takes two seconds to make its tables.
    const segment = fc.oneof(
      fc.string({ unit: anyCharacter }).map(encodeURIComponent),
      fc.string({ unit: fc.constantFrom(..."aZ09-._~!$&'()*+,;=:@") }),
    );
    fc.assert(
      fc.property(fc.array(segment), (segments) => {
        const path = segments.map((name) => `/${name}`).join('');
        const request = readRequestPath(path);
        if (!request || request.names.length === 0) return;
        const written = writtenPath(request, true);
        expect(written).toMatch(/^\/[^/\\]/);
        expect(readRequestPath(written)).toEqual({ ...request, folder: true });
      }),
    );
  });
});

describe('A path in a release', () => {
  const files = new Set([
    'index.html',
    'about.html',
    'blog/index.html',
    'blog/a b.html',
    'both.html',
    'both/index.html',
    'js/x.js',
  ]);
  const resolve = (target: string) => {
    const request = readRequestPath(target);
    return request && resolveFile(request, (path) => files.has(path));
  };

  it.each([
    ['/', 'index.html'],
    ['/about.html', 'about.html'],
    ['/about', 'about.html'],
    ['/blog/', 'blog/index.html'],
    ['/blog/a%20b', 'blog/a b.html'],
    ['/both', 'both.html'],
    ['/both/', 'both/index.html'],
    ['/js/x.js?v=1', 'js/x.js'],
  ])('%j is the file %j', (target, path) => expect(resolve(target)).toEqual({ type: 'file', path }));

  it('of a folder is redirected to its slash, with its query', () =>
    expect(resolve('/blog?page=2')).toEqual({ type: 'redirect', location: '/blog/?page=2' }));

  it.each(['/js', '/js/', '/about.html/', '/About.html', '/index.html/', '/none'])('%j is nothing', (target) =>
    expect(resolve(target)).toEqual({ type: 'missing' }),
  );
});

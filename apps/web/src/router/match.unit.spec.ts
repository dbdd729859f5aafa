import { describe, expect, it } from 'vitest';
import { matchRoute, safeNext } from './match.ts';

const routes = [
  ['/', 'start'],
  ['/sites', 'sites'],
  ['/sites/:site', 'chat'],
  ['/sites/:site/versions', 'versions'],
] as const;

describe('matchRoute', () => {
  it('takes the whole path and names its parts', () => {
    expect(matchRoute(routes, '/')).toEqual({ name: 'start', params: {} });
    expect(matchRoute(routes, '/sites/a%20b/versions')).toEqual({ name: 'versions', params: { site: 'a b' } });
  });
  it('does not mind a trailing slash', () => expect(matchRoute(routes, '/sites/')?.name).toBe('sites'));
  it('finds nothing for a longer path or a broken escape', () => {
    expect(matchRoute(routes, '/sites/a/versions/3')).toBeNull();
    expect(matchRoute(routes, '/sites/%E0%A4%A')).toBeNull();
  });
});

describe('safeNext', () => {
  it('keeps a path with its query', () => expect(safeNext('/sites/a?version=3')).toBe('/sites/a?version=3'));
  it.each([undefined, 'https://evil.test/', '//evil.test/a', '/\\evil.test', 'javascript:alert(1)'])(
    'turns %s into the start page',
    (next) => expect(safeNext(next)).toBe('/'),
  );
});

import { describe, expect, it } from 'vitest';
import { isListed } from './page-list.ts';

describe('A path in the frame', () => {
  const pages = ['/', '/about.html', '/blog/', '/für.html'];
  it.each([
    '/',
    '/index.html',
    '/#top',
    '/?q=1',
    '/about.html',
    '/about',
    '/blog/',
    '/blog',
    '/blog/index.html',
    '/f%C3%BCr.html',
  ])('%s is one of the pages', (path) => expect(isListed(path, pages)).toBe(true));
  it.each(['/gone.html', '/blog/gone', '/%', '/about.htm'])('%s is none of them', (path) =>
    expect(isListed(path, pages)).toBe(false),
  );
});

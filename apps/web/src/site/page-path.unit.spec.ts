import { expect, it } from 'vitest';
import { pagePath } from './page-path.ts';

it.each([
  ['index.html', '/'],
  ['about.html', '/about.html'],
  ['blog/index.html', '/blog/'],
  ['/visits.html', '/visits.html'],
  ['my-index.html', '/my-index.html'],
])('gives %s the address %s', (file, address) => expect(pagePath(file)).toBe(address));

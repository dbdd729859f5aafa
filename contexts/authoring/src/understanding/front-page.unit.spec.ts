import { describe, expect, it } from 'vitest';
import { openSite } from '../site/site.ts';
import { readScope } from './scope.ts';

const page = (title: string): Uint8Array =>
  new TextEncoder().encode(
    `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
  );
const site = openSite(
  new Map([
    ['index.html', page('Harbour Bikes')],
    ['tours.html', page('Tours')],
    ['landing.html', page('Summer')],
  ]),
);

describe('a page that is named apart from the wish', () => {
  it.each<[string, string, string]>([
    ['Tours page. The headline is "Rides"', 'tours.html', 'The headline is "Rides"'],
    ['Tours: call the headline Rides', 'tours.html', 'call the headline Rides'],
    ['On the tours, the headline should be Rides', 'tours.html', 'the headline should be Rides'],
    ['change the headline (tours) to Rides', 'tours.html', 'change the headline to Rides'],
    ['Landing page headline: Rides', 'landing.html', 'headline: Rides'],
    ['start page: headline Rides', 'index.html', 'headline Rides'],
  ])('given "%s" when its scope is read then it is %s', (said, path, rest) => {
    const read = readScope(said, site);
    expect(read.scope.type === 'page' && read.scope.page.path).toBe(path);
    expect(read.rest).toBe(rest);
  });
});

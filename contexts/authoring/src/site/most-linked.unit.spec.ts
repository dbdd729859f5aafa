import { describe, expect, it } from 'vitest';
import { mostLinkedPages } from './most-linked.ts';

const page = (...links: readonly string[]): Uint8Array =>
  new TextEncoder().encode(
    `<!doctype html><title>x</title><body>${links.map((href) => `<a href="${href}">y</a>`).join('')}`,
  );

describe('The pages of a site by how much they are linked', () => {
  it('begin with the home page, then those that most other pages link to', () => {
    const tree = new Map([
      ['a.html', page('./', 'contact.html')],
      ['b.html', page('/contact', 'a.html', 'a.html#part')],
      ['contact.html', page('contact.html', 'contact.html#form')],
      ['index.html', page('a.html', 'b.html', 'contact.html')],
      ['style.css', new Uint8Array()],
    ]);
    expect(mostLinkedPages(tree)).toEqual(['index.html', 'contact.html', 'a.html', 'b.html']);
  });
  it('are none where there are none', () => expect(mostLinkedPages(new Map())).toEqual([]));
});

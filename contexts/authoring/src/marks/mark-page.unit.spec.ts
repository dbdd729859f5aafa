import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPage } from '../html/page.ts';
import { elementAt, markPage } from './mark-page.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const marked = (html: string, first = ''): string =>
  new TextDecoder().decode(markPage({ path: 'index.html', bytes: encode(html), first }));
const marks = (html: string) =>
  [...html.matchAll(/ data-pw="([0-9]+)-([0-9]+)"/g)].map(([, from, to]) => [Number(from), Number(to)] as const);
const withoutMarks = (html: string): string => html.replace(/ data-pw="[0-9]+-[0-9]+"/g, '');

describe('Marking a page', () => {
  it('says where each element of the body lies in the source', () => {
    const html = '<!doctype html><title>T</title><body><h1 class=a>Hi <b>you</b></h1><img src=x.png></body>';
    const found = marks(marked(html)).map(([from, to]) => html.slice(from, to));
    expect(found).toEqual([
      html.slice(html.indexOf('<body>')),
      '<h1 class=a>Hi <b>you</b></h1>',
      '<b>you</b>',
      '<img src=x.png>',
    ]);
  });

  it('counts in code units of the decoded text', () => {
    const html = '<p>🐚 é</p><p>x</p>';
    expect(marks(marked(html)).map(([from, to]) => html.slice(from, to))).toEqual(['<p>🐚 é</p>', '<p>x</p>']);
  });

  it('puts the first markup before every script of the head, also where the head has no tag', () => {
    expect(marked('<!doctype html><html><head><script>a</script></head></html>', '[1]')).toContain('<head>[1]<script>');
    expect(marked('<!doctype html><script>a</script><p>x', '[1]')).toContain('<!doctype html>[1]<script>');
  });

  it('marks a tag once that the parser makes two elements of', () => {
    expect(marked('<p><b>one<p>two</b>').match(/<b data-pw/g)).toHaveLength(1);
  });

  it('keeps a page that says it already with its own mark first, which is the one that counts', () => {
    expect(marked('<p data-pw="9-9">x</p>')).toBe('<p data-pw="0-22" data-pw="9-9">x</p>');
  });

  it('answers nothing for bytes that are no page', () =>
    expect(markPage({ path: 'a.html', bytes: new Uint8Array([0, 1]), first: '' })).toBeUndefined());

  it('changes no other byte, and every mark leads back to its element', () => {
    const tag = fc.constantFrom('p', 'div', 'b', 'li', 'table', 'td', 'svg', 'a', 'template', 'button');
    const piece = fc.oneof(
      tag.map((name) => `<${name}>`),
      tag.map((name) => `</${name}>`),
      fc.constantFrom('<br>', '<!-- c -->', '<script>if (a < b) {}</script>', ' class="x"', '&amp;', '\r\n'),
      fc.string({ unit: 'grapheme' }).map((text) => text.replace(/data-pw|\0/g, '')),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const html = pieces.join('').toWellFormed();
        const page = openPage('index.html', encode(html));
        if (page === undefined) return;
        const result = marked(html);
        expect(withoutMarks(result)).toBe(html);
        for (const [from, to] of marks(result)) {
          expect(elementAt(page, from, to)?.sourceCodeLocation?.startOffset).toBe(from);
        }
      }),
      { numRuns: 300 },
    );
  });
});

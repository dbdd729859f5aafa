import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setAttribute } from './attributes.ts';
import { attribute, findAll, isHtml, textOf } from './elements.ts';
import { writeTitle } from './head.ts';
import { editPage, openPage, titleElement } from './page.ts';
import { rewriteElement } from './rewrite-text.ts';

const piece = fc.constantFrom(
  '<p>one',
  '</p>',
  '<ul><li>a<li>b</ul>',
  '<table><tr><td>x<div>y</table>',
  '<b><p>z</b>',
  '<svg><title>s</title></svg>',
  '<template><h1>not me</h1></template>',
  '<!-- c -->',
  '\r\n',
  '\n\n',
  '&copy; &nbsp;&amp',
  '<img src=a.png>',
  "<a href='x.html'>l</a>",
  '<script>if (a < b) "</h1>"</script>',
  '</div></div>',
  '<section id=s>',
  '\t',
  'text ünïcode €',
);
const heading = fc.constantFrom(
  '<h1>Old</h1>',
  '<H1 class=big>Old <em>one</em></H1>',
  "<h1\r\n id='t'>&lt;Old&gt;<br>two</h1>",
  '<h1><i></i> Old</h1>',
);
const soup = fc
  .tuple(fc.boolean(), fc.boolean(), fc.array(piece, { maxLength: 8 }), heading, fc.array(piece, { maxLength: 8 }))
  .map(
    ([mark, head, before, h1, after]) =>
      `${mark ? '\uFEFF' : ''}${head ? '<!doctype html><html><head><meta charset=utf-8><title>T</title></head><body>' : ''}${before.join('')}${h1}${after.join('')}`,
  );

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const expectOutsideSame = (before: Uint8Array, after: Uint8Array, from: number, to: number): void => {
  expect([...after.subarray(0, from)]).toEqual([...before.subarray(0, from)]);
  const tail = before.length - to;
  expect([...after.subarray(after.length - tail)]).toEqual([...before.subarray(to)]);
};

describe('an edit of a page', () => {
  it('leaves every byte outside the heading it rewrites as it is', () => {
    let edited = 0;
    fc.assert(
      fc.property(soup, fc.string({ minLength: 1, maxLength: 20 }), (html, words) => {
        const before = bytesOf(html);
        const page = openPage('index.html', before);
        const h1 = page && findAll(page.body, (element) => isHtml(element, 'h1'))[0];
        const place = h1?.sourceCodeLocation;
        if (!page || !h1 || !place) return;
        const after = editPage(page, (source) => rewriteElement(source, page, h1, words));
        const offset = (at: number): number => bytesOf(page.text.slice(0, at)).length;
        expectOutsideSame(before, after, offset(place.startOffset), offset(place.endOffset));
        edited += 1;
      }),
      { numRuns: 1500 },
    );
    expect(edited).toBeGreaterThan(1000);
  });

  it('keeps bytes that are not UTF-8 and writes new text around them in ASCII', () => {
    fc.assert(
      fc.property(fc.uint8Array({ min: 0x80, max: 0xff, minLength: 1, maxLength: 30 }), (noise) => {
        const [head, tail] = [bytesOf('<h1>Old</h1><p>'), bytesOf('</p>\r\n')];
        // A lone continuation byte makes the whole file invalid UTF-8, whatever the noise is.
        const before = Uint8Array.from([...head, 0x80, ...noise, ...tail]);
        const page = openPage('index.html', before);
        const h1 = page && findAll(page.body, (element) => isHtml(element, 'h1'))[0];
        if (!page || !h1) throw new Error('the page has a heading');
        const after = editPage(page, (source) => rewriteElement(source, page, h1, 'Café €'));
        expect([...after]).toEqual([...bytesOf('<h1>Caf&#233; &#8364;</h1><p>'), 0x80, ...noise, ...tail]);
      }),
    );
  });

  it('changes the attribute it names and keeps the quotes that it has', () => {
    const edit = (html: string): string => {
      const page = openPage('a.html', bytesOf(html));
      const link = page && findAll(page.body, (element) => isHtml(element, 'a'))[0];
      if (!page || !link) throw new Error('the page has a link');
      return new TextDecoder().decode(
        editPage(page, (source) => setAttribute(source, page, link, 'href', 'b\'"&.html')),
      );
    };
    expect(edit("<a class=x href = 'a.html'>t</a>")).toBe(`<a class=x href='b&#39;&quot;&amp;.html'>t</a>`);
    expect(edit('<a HREF=a.html>t</a>')).toBe(`<a HREF="b'&quot;&amp;.html">t</a>`);
    expect(edit('<a class=x>t</a>')).toBe(`<a href="b'&quot;&amp;.html" class=x>t</a>`);
  });

  it('writes the title of the document, not one inside a picture', () => {
    const html = '<!doctype html><body><svg><title>Icon</title></svg><p>x</p></body>';
    const page = openPage('a.html', bytesOf(html));
    if (!page) throw new Error('the page opens');
    expect(titleElement(page)).toBeUndefined();
    const after = new TextDecoder().decode(editPage(page, (source) => writeTitle(source, page, 'New')));
    expect(after).toBe('<!doctype html>\n<title>New</title><body><svg><title>Icon</title></svg><p>x</p></body>');
  });

  it('reads back what it wrote, whatever the words are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), (words) => {
        const page = openPage('a.html', bytesOf('<meta charset=utf-8><h1 title=x>Old <b>words</b></h1>'));
        const h1 = page && findAll(page.body, (element) => isHtml(element, 'h1'))[0];
        if (!page || !h1) throw new Error('the page has a heading');
        const again = openPage(
          'a.html',
          editPage(page, (source) => rewriteElement(source, page, h1, words)),
        );
        const found = again && findAll(again.body, (element) => isHtml(element, 'h1'))[0];
        fc.pre(!/[\0\r]/.test(words));
        expect(found && textOf(found)).toBe(
          words.replace(/[ \t\n\f\r]+/g, ' ').trim() === '' ? '' : words.replace(/\s+/g, ' ').trim(),
        );
        expect(found && attribute(found, 'title')).toBe('x');
      }),
    );
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPage } from '../html/page.ts';
import { markPage } from '../marks/mark-page.ts';
import { applyVisualEdits } from './apply-visual-edits.ts';
import { setDeclaration } from './inline-style.ts';
import { mapPlace } from './map-place.ts';
import { withSeenPages } from './seen-pages.ts';
import { editsInWords, type VisualEdit } from './visual-edit.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array | undefined): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
const treeOf = (files: Record<string, string>) =>
  new Map(Object.entries(files).map(([path, text]) => [path, encode(text)]));

const PAGE = `<!doctype html>
<html><head><title>Docs</title></head><body>
<h1 class="big">Quiet <em>furniture</em></h1>
<p style='color: red; margin-top: 4px'>Made in Bergen &amp; Oslo</p>
<picture><source srcset="a.avif"><img src="a.jpg" srcset="a2.jpg 2x" alt="A"></picture>
</body></html>
`;

/** Where the element lies whose source begins with these characters. */
const at = (html: string, opening: string): { path: string; start: number; end: number; tag: string } => {
  const marked = decode(markPage({ path: 'index.html', bytes: encode(html), first: '' }));
  const start = html.indexOf(opening);
  const end = Number(new RegExp(`data-pw="${start}-([0-9]+)"`).exec(marked)?.[1]);
  return { path: 'index.html', start, end, tag: /^<([a-z0-9]+)/.exec(opening)?.[1] ?? '' };
};
const changed = (
  files: Record<string, string>,
  edits: readonly VisualEdit[],
  seen = files['index.html'] ?? '',
): string => {
  const outcome = applyVisualEdits(treeOf(files), { edits, seen: [{ path: 'index.html', text: seen }] });
  if (outcome.type !== 'changed') throw new Error(outcome.message);
  return decode(outcome.tree.get('index.html'));
};

describe('Visual edits', () => {
  it('change a text in its place', () => {
    const edit = { ...at(PAGE, '<h1'), kind: 'text', text: 'Loud\n  furniture' } as const;
    expect(changed({ 'index.html': PAGE }, [edit])).toBe(PAGE.replace('Quiet', 'Loud'));
  });

  it('write what is typed as text and never as markup', () => {
    const edit = { ...at(PAGE, '<p'), kind: 'text', text: 'a <b> & c' } as const;
    expect(changed({ 'index.html': PAGE }, [edit])).toContain('>a &lt;b&gt; &amp; c</p>');
  });

  it('set styles on the element itself and keep its other declarations', () => {
    const p = at(PAGE, '<p');
    const result = changed({ 'index.html': PAGE }, [
      { ...p, kind: 'style', property: 'margin', value: '8px auto' },
      { ...p, kind: 'style', property: 'font-size', value: '20px' },
      { ...at(PAGE, '<h1'), kind: 'style', property: 'color', value: '#102030' },
    ]);
    expect(result).toBe(
      PAGE.replace("'color: red; margin-top: 4px'", "'color: red; margin: 8px auto; font-size: 20px'").replace(
        '<h1 class',
        '<h1 style="color: #102030" class',
      ),
    );
  });

  it('change an image and drop the other forms of the old one', () => {
    const edit = { ...at(PAGE, '<img'), kind: 'image', image: 'pictures/b c.png' } as const;
    const result = changed({ 'index.html': PAGE, 'pictures/b c.png': '' }, [edit]);
    expect(result).toBe(
      PAGE.replace('<source srcset="a.avif">', '').replace(
        'src="a.jpg" srcset="a2.jpg 2x"',
        'src="pictures/b%20c.png"',
      ),
    );
  });

  it('of an element and of one inside it are both made', () => {
    const result = changed({ 'index.html': PAGE }, [
      { ...at(PAGE, '<h1'), kind: 'style', property: 'padding', value: '4px' },
      { ...at(PAGE, '<em'), kind: 'style', property: 'color', value: '#ff0000' },
      { ...at(PAGE, '<em'), kind: 'text', text: 'rooms' },
    ]);
    expect(result).toContain('<h1 style="padding: 4px" class="big">Quiet <em style="color: #ff0000">rooms</em></h1>');
  });

  it('are found again when the page has moved on elsewhere', () => {
    const edit = { ...at(PAGE, '<p'), kind: 'text', text: 'Hello' } as const;
    const now = PAGE.replace('Docs', 'A longer title').replace('alt="A"', 'alt="Changed"');
    expect(changed({ 'index.html': now }, [edit], PAGE)).toContain('A longer title');
    expect(changed({ 'index.html': now }, [edit], PAGE)).toContain('>Hello</p>');
  });

  it('are declined, all of them, when the place of one is gone', () => {
    const edits = [
      { ...at(PAGE, '<p'), kind: 'text', text: 'Hello' },
      { ...at(PAGE, '<h1'), kind: 'text', text: 'World' },
    ] as const;
    const now = PAGE.replace('Bergen', 'Trondheim').replace('Docs', 'Other');
    const outcome = applyVisualEdits(treeOf({ 'index.html': now }), {
      edits,
      seen: [{ path: 'index.html', text: PAGE }],
    });
    expect(outcome).toEqual({
      type: 'declined',
      message:
        'The page has changed since these edits were made, so I cannot find the place for the text of p in index.html.\nNothing was changed.',
    });
  });

  it('are declined when they change nothing', () => {
    const edit = { ...at(PAGE, '<h1'), kind: 'text', text: 'Quiet furniture' } as const;
    const outcome = applyVisualEdits(treeOf({ 'index.html': PAGE }), { edits: [edit], seen: [] });
    expect(outcome.type).toBe('declined');
  });

  it('say in words what they change', () =>
    expect(
      editsInWords([
        { ...at(PAGE, '<h1'), kind: 'text', text: 'x' },
        { ...at(PAGE, '<h1'), kind: 'style', property: 'color', value: 'x' },
        { ...at(PAGE, '<p'), kind: 'style', property: 'margin', value: 'x' },
      ]),
    ).toBe('In index.html: the text and colour of h1, the space around of p'));

  it('name what is not in the version they are said to be of', () => {
    const h1 = at(PAGE, '<h1');
    const edits: VisualEdit[] = [
      { ...h1, kind: 'text', text: 'x' },
      { ...h1, path: 'gone.html', kind: 'text', text: 'x' },
      { ...h1, end: h1.end + 1, kind: 'text', text: 'x' },
      { ...h1, tag: 'p', kind: 'text', text: 'x' },
      { ...at(PAGE, '<img'), kind: 'image', image: 'gone.png' },
    ];
    const result = withSeenPages(treeOf({ 'index.html': PAGE }), edits);
    expect('problems' in result && result.problems.map(({ index, field }) => [index, field])).toEqual([
      [1, 'path'],
      [2, 'start'],
      [3, 'start'],
      [4, 'image'],
    ]);
  });

  it('change no byte outside of the edited elements', () => {
    const word = fc.stringMatching(/^[a-zé🐚&<]{1,8}$/u);
    const block = fc
      .tuple(
        fc.constantFrom('p', 'h2', 'div', 'li'),
        word,
        fc.constantFrom('', ' class=x', ' style="margin: 0"', ' STYLE=""'),
      )
      .map(([tag, text, attrs]) => `<${tag}${attrs}>${text.replace(/[&<]/g, '&amp;')}</${tag}>`);
    const between = fc.constantFrom('\r\n', '  ', '<!-- note -->', '<hr>', '\n\t');
    const page = fc.array(fc.tuple(block, between), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(page, word, fc.nat(), fc.boolean(), (pieces, text, seed, isText) => {
        const chosen = seed % pieces.length;
        const before = pieces.slice(0, chosen).flat().join('');
        const [own = '', next = ''] = pieces[chosen] ?? [];
        const after =
          next +
          pieces
            .slice(chosen + 1)
            .flat()
            .join('');
        const html = `<!doctype html><body>${before}${own}${after}`;
        const start = html.length - after.length - own.length;
        const place = { path: 'index.html', start, end: start + own.length, tag: /^<([a-z0-9]+)/.exec(own)?.[1] ?? '' };
        const edit: VisualEdit = isText
          ? { ...place, kind: 'text', text }
          : { ...place, kind: 'style', property: 'padding', value: '3px' };
        const outcome = applyVisualEdits(treeOf({ 'index.html': html }), { edits: [edit], seen: [] });
        if (outcome.type === 'declined') {
          expect(outcome.message).toContain('like that already');
          return;
        }
        const result = decode(outcome.tree.get('index.html'));
        expect(result.startsWith(html.slice(0, start))).toBe(true);
        expect(result.endsWith(after)).toBe(true);
        const element = result.slice(start, result.length - after.length);
        const [tag = '', rest = ''] = [own.slice(0, own.indexOf('>') + 1), own.slice(own.indexOf('>') + 1)];
        expect(isText ? element.startsWith(tag) : element.endsWith(rest)).toBe(true);
        expect(openPage('index.html', encode(result))).toBeDefined();
      }),
    );
  });
});

describe('A place in a text', () => {
  it('leads to the same characters in a later text, or nowhere', () => {
    const text = fc.string({ maxLength: 30, unit: fc.constantFrom('a', 'b', '<', '>') });
    fc.assert(
      fc.property(text, text, fc.nat(30), fc.nat(30), (before, after, one, two) => {
        const [start, end] = [Math.min(one, two, before.length), Math.min(Math.max(one, two), before.length)];
        const found = mapPlace(before, after, { start, end });
        if (found) expect(after.slice(found.start, found.end)).toBe(before.slice(start, end));
      }),
    );
  });
});

describe('A declaration', () => {
  it.each([
    ['', 'color: #fff'],
    ['margin: 0', 'margin: 0; color: #fff'],
    ['margin: 0;', 'margin: 0; color: #fff'],
    ['color:red', 'color: #fff'],
    ['color: red !important; margin: 0', 'color: #fff; margin: 0'],
    ['color: red; margin: 0; COLOR: blue;', 'margin: 0; color: #fff;'],
    ['background: url("a;color:b")', 'background: url("a;color:b"); color: #fff'],
  ])('is set in %j', (style, result) => expect(setDeclaration(style, 'color', '#fff')).toBe(result));

  it('of a shorthand replaces its parts', () =>
    expect(setDeclaration('padding-top: 1px; color: red; padding-left: 2px', 'padding', '4px')).toBe(
      'color: red; padding: 4px',
    ));
});

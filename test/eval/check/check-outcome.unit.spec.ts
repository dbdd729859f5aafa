import type { FileTree } from '@pagewright/kernel/file-tree';
import { describe, expect, it } from 'vitest';
import type { Edit } from '../requests.ts';
import { checkOutcome } from './check-outcome.ts';

const page = `<!DOCTYPE html>
<html lang="en">
<head><title>Barn</title><link rel="stylesheet" href="site.css"></head>
<body>
  <nav><ul><li><a href="index.html">Home</a></li><li><a href="team.html">Team</a></li></ul></nav>
  <main>
    <h1>Our <em>old</em> barn</h1>
    <p class="lead">Open since 2019. Call 123.</p>
    <img class="hero" src="barn.jpg">
    <!-- Prices -->
    <section id="prices"><h2>Prices</h2><p>Free &amp; easy</p></section>
    <section id="hours"><h2>Hours</h2><p>Monday</p></section>
  </main>
</body>
</html>
`;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const before: FileTree = new Map([
  ['index.html', bytes(page)],
  ['team.html', bytes('<!DOCTYPE html><html><head><title>Team</title></head><body><h1>Team</h1></body></html>')],
  ['site.css', bytes('h1 { color: red; }')],
]);

const replaced = (old: string, fresh: string, from = page): string => {
  if (!from.includes(old)) throw new Error(`"${old}" is not in the page`);
  return from.replace(old, fresh);
};

const judged = (edits: Edit | readonly Edit[], now: string, more: Record<string, string | null> = {}): string => {
  const after = new Map(before).set('index.html', bytes(now));
  for (const [path, text] of Object.entries(more)) {
    if (text === null) after.delete(path);
    else after.set(path, bytes(text));
  }
  const list = Array.isArray(edits) ? (edits as readonly Edit[]) : [edits as Edit];
  const verdict = checkOutcome(before, after, { files: { 'index.html': list } });
  return verdict.type === 'right' ? 'right' : verdict.reason;
};

/** What each kind of edit rightly makes of the page. */
const cases: readonly (readonly [name: string, edit: Edit, now: string])[] = [
  ['text', { text: 'h1', is: 'Our new barn' }, replaced('<em>old</em>', '<em>new</em>')],
  ['text without the markup it had', { text: 'h1', is: 'Hello' }, replaced('Our <em>old</em> barn', 'Hello')],
  ['contains', { contains: '.lead', replaced: '2019', by: '2026' }, replaced('2019', '2026')],
  [
    'attribute added',
    { attribute: 'img.hero', name: 'alt', is: 'A barn' },
    replaced('src="barn', 'alt="A barn" src="barn'),
  ],
  ['attribute changed', { attribute: 'img.hero', name: 'src', matches: 'cow' }, replaced('barn.jpg', 'cow.jpg')],
  ['attribute gone', { attribute: 'img.hero', name: 'class', gone: true }, replaced('class="hero" ', '')],
  ['remove', { remove: '#hours' }, replaced('<section id="hours"><h2>Hours</h2><p>Monday</p></section>', '')],
  [
    'remove with its announcement',
    { remove: '#prices' },
    replaced('<!-- Prices -->\n    <section id="prices"><h2>Prices</h2><p>Free &amp; easy</p></section>', ''),
  ],
  [
    'insert',
    { insert: { at: 'end-of', of: 'nav ul' }, has: [{ selector: 'a', text: 'Shop', count: 1 }], max: 2 },
    replaced('</ul>', '<li><a href="shop.html">Shop</a></li></ul>'),
  ],
  [
    'insert inside',
    { insert: { at: 'inside', of: 'nav ul' }, has: [{ selector: 'li > a', text: 'Shop' }] },
    replaced('<li><a href="team', '<li><a href="shop.html">Shop</a></li><li><a href="team'),
  ],
  [
    'move',
    { move: '#hours', to: 'before', of: '#prices' },
    replaced(
      '<!-- Prices -->',
      '<section id="hours"><h2>Hours</h2><p>Monday</p></section>\n<!-- Prices -->',
      replaced('    <section id="hours"><h2>Hours</h2><p>Monday</p></section>\n', ''),
    ),
  ],
  ['title', { title: 'Stable' }, replaced('<title>Barn', '<title>Stable')],
  [
    'meta',
    { meta: 'description', is: 'A barn' },
    replaced('</title>', '</title>\n<meta name="description" content="A barn">'),
  ],
];

describe('the check of an outcome', () => {
  it.each(cases)('accepts the right change: %s', (_, edit, now) => {
    expect(judged(edit, now)).toBe('right');
  });

  it.each(cases)('refuses the page as it was: %s', (_, edit) => {
    expect(judged(edit, page)).not.toBe('right');
  });

  it.each(cases)('refuses a word that was changed besides: %s', (_, edit, now) => {
    expect(judged(edit, replaced('>Home<', '>Start<', now))).not.toBe('right');
  });

  it.each(cases)('refuses a tag that was added besides: %s', (_, edit, now) => {
    expect(judged(edit, replaced('</body>', '<hr></body>', now))).not.toBe('right');
  });

  it.each(cases)('refuses an attribute that was changed besides: %s', (_, edit, now) => {
    expect(judged(edit, replaced('lang="en"', 'lang="de"', now))).not.toBe('right');
  });

  it.each(cases)('refuses another file that was changed, made or deleted besides: %s', (_, edit, now) => {
    expect(judged(edit, now, { 'site.css': 'h1 { color: blue; }' })).not.toBe('right');
    expect(judged(edit, now, { 'new.txt': 'x' })).not.toBe('right');
    expect(judged(edit, now, { 'team.html': null })).not.toBe('right');
  });

  it('takes white space for nothing in style sheets and around what was changed', () => {
    expect(judged([], page, { 'site.css': 'h1   {\n color: red;}' })).toBe('right');
  });

  it('refuses an addition elsewhere than asked', () => {
    const edit: Edit = { insert: { at: 'end-of', of: 'nav ul' }, has: [{ selector: 'a', text: 'Shop' }] };
    expect(judged(edit, replaced('<ul>', '<ul><li><a href="shop.html">Shop</a></li>'))).not.toBe('right');
  });

  it('refuses an addition that was made twice', () => {
    const edit: Edit = { insert: { at: 'end-of', of: 'main' }, has: [{ selector: 'p', text: 'Hi', count: 1 }] };
    expect(judged(edit, replaced('</main>', '<p>Hi</p><p>Hi</p></main>'))).not.toBe('right');
  });

  it.each(['', '\n'])('counts a row of a table once, with %j around it', (space) => {
    const table = (rows: string): FileTree => new Map([['hours.html', bytes(`<table><tbody>${rows}</tbody></table>`)]]);
    const monday = `\n<tr><th>Monday</th> <td>9–17</td></tr>`;
    const now = table(`${monday}${space}<tr><th>Tuesday</th>${space}<td>9–12</td></tr>${space}`);
    const row: Edit = { insert: { at: 'end-of', of: 'tbody' }, has: [{ selector: 'th', text: 'Tuesday' }], max: 3 };
    expect(checkOutcome(table(`${monday}\n`), now, { files: { 'hours.html': row } }).type).toBe('right');
  });

  it('refuses new markup in a text that was replaced', () => {
    expect(judged({ text: 'h1', is: 'Hello' }, replaced('Our <em>old</em> barn', '<b>Hello</b>'))).not.toBe('right');
  });

  it('judges several edits on one page together', () => {
    const edits: Edit[] = [
      { text: 'h1', is: 'Hello' },
      { contains: '.lead', replaced: '2019', by: '2026' },
      { contains: '.lead', replaced: '123', by: '456' },
      { attribute: 'img.hero', name: 'alt', is: 'A barn' },
      { attribute: 'img.hero', name: 'src', is: 'cow.jpg' },
    ];
    const now = page
      .replace('Our <em>old</em> barn', 'Hello')
      .replace('2019', '2026')
      .replace('123', '456')
      .replace('src="barn.jpg"', 'src="cow.jpg" alt="A barn"');
    expect(judged(edits, now)).toBe('right');
    expect(judged(edits, now.replace('456', '123'))).not.toBe('right');
  });

  it('leaves what is asked of styles to the browser, permitting style sheets and one new link', () => {
    const after = new Map(before)
      .set('index.html', bytes(replaced('</head>', '<link rel="stylesheet" href="own.css"></head>')))
      .set('own.css', bytes('h1 { color: navy; }'));
    const rule = { style: 'h1', property: 'color', is: 'rgb(0, 0, 128)' } as const;
    expect(checkOutcome(before, after, { files: { 'index.html': [rule] } })).toEqual({
      type: 'right',
      styles: [{ path: 'index.html', rule }],
    });
  });

  it('compares a new page with the one it shall be like', () => {
    const outcome = {
      files: { 'shop.html': { created: true, like: 'index.html', has: [{ selector: 'h1', text: 'Shop' }] } },
    } as const;
    const shop = (sheet: string): FileTree =>
      new Map(before).set(
        'shop.html',
        bytes(
          `<html><head><title>Shop</title><link rel="stylesheet" href="${sheet}"></head><body><h1>Shop</h1></body></html>`,
        ),
      );
    expect(checkOutcome(before, shop('site.css'), outcome)).toEqual({ type: 'right', styles: [] });
    expect(checkOutcome(before, shop('other.css'), outcome).type).toBe('wrong');
    expect(checkOutcome(before, before, outcome).type).toBe('wrong');
  });

  it('applies the shorthand for all pages wherever the selector matches', () => {
    const outcome = { files: { '*.html': [{ text: 'h1', is: 'Hi' }] } } as const;
    const both = new Map(before)
      .set('index.html', bytes(replaced('Our <em>old</em> barn', 'Hi')))
      .set('team.html', bytes('<!DOCTYPE html><html><head><title>Team</title></head><body><h1>Hi</h1></body></html>'));
    expect(checkOutcome(before, both, outcome).type).toBe('right');
    expect(
      checkOutcome(before, new Map(both).set('team.html', before.get('team.html') ?? bytes('')), outcome).type,
    ).toBe('wrong');
  });
});

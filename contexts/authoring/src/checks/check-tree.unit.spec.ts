import type { FileTree } from '@pagewright/kernel/file-tree';
import { describe, expect, it } from 'vitest';
import { blocks, checkTree } from './check-tree.ts';

const tree = (files: Record<string, string>): FileTree =>
  new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));

const page = (body = ''): string => `<!doctype html><html><head><title>T</title></head><body>${body}</body></html>`;

const rules = (files: Record<string, string>, before?: Record<string, string>): string[] =>
  checkTree(tree(files), before ? { before: tree(before) } : {}).map(
    ({ rule, path, severity }) => `${severity} ${rule} ${path}`,
  );

describe('the static checks', () => {
  it('find nothing wrong with a sound site', () => {
    expect(
      rules({
        'index.html': page(
          '<a href="about">a</a><a href="/blog/">b</a><a href="#x">c</a><a href="mailto:a@b.c">d</a><a href="https://x.org/y">e</a><img srcset="a.png 1x, a%20b.png 2x">',
        ),
        'about.html': page('<a href="./">home</a><a href="?q=1">same</a><div style="background:url(a.png)">'),
        'blog/index.html': page('<a href="../index.html#top">home</a><img src="data:image/gif;base64,R0">'),
        'css/a.css': '@import "b.css"; body { background: url("../a.png") } /* } */ .x::after { content: "}" }',
        'css/b.css': 'p { color: red }',
        'a.png': 'x',
        'a b.png': 'x',
      }),
    ).toEqual([]);
  });

  it.each([
    ['no entry page', { 'home.html': page() }, 'error entry-page index.html'],
    ['a link to nowhere', { 'index.html': page('<a href=no.html>x</a>') }, 'error internal-link index.html'],
    [
      'a picture that is not there',
      { 'index.html': page('<img srcset="no.png 2x">') },
      'error internal-link index.html',
    ],
    [
      'a stylesheet that names a missing file',
      { 'index.html': page(), 'a.css': 'p{background:url(no.png)}' },
      'error internal-link a.css',
    ],
    [
      'an inline style that does',
      { 'index.html': page('<p style="background:url(no.png)">') },
      'error internal-link index.html',
    ],
    ['a PHP file', { 'index.html': page(), 'a.php': '<?php echo 1;' }, 'error server-side-code a.php'],
    ['PHP inside a page', { 'index.html': page('<?php echo 1; ?>') }, 'error server-side-code index.html'],
    ['an empty page', { 'index.html': page(), 'a.html': ' \n' }, 'error html-parses a.html'],
    ['a page of zeros', { 'index.html': page(), 'a.html': '\0\0' }, 'error html-parses a.html'],
    ['a stylesheet that stops short', { 'index.html': page(), 'a.css': 'p { color: red' }, 'error css-parses a.css'],
    [
      'a stylesheet that stops in a comment',
      { 'index.html': page(), 'a.css': 'p { color: red } /* and' },
      'error css-parses a.css',
    ],
    ['broken CSS', { 'index.html': page(), 'a.css': 'p { : } }} { x' }, 'error css-parses a.css'],
    ['a path that leads out', { 'index.html': page(), '../a.txt': 'x' }, 'error unsafe-path ../a.txt'],
    ['an absolute path', { 'index.html': page(), '/etc/a': 'x' }, 'error unsafe-path /etc/a'],
    ['a backslash in a path', { 'index.html': page(), 'a\\b': 'x' }, 'error unsafe-path a\\b'],
    ['a line break in a path', { 'index.html': page(), 'a\nb': 'x' }, 'error unsafe-path a\nb'],
    ['names that differ in case only', { 'index.html': page(), 'a.png': 'x', 'A.png': 'x' }, 'error unsafe-path A.png'],
    ['a page that ends in a tag', { 'index.html': '<p>Hello <a href="x' }, 'error cut-off index.html'],
    ['a page that ends in a comment', { 'index.html': '<p>Hello <!-- and' }, 'error cut-off index.html'],
    ['a page that ends in a script', { 'index.html': '<p>Hello <script>let a =' }, 'error cut-off index.html'],
  ])('block %s', (_, files, finding) => {
    expect(rules(files)).toContain(finding);
    expect(blocks(checkTree(tree(files)))).toBe(true);
  });

  it('block a page that lost its end, and let one without end tags be', () => {
    expect(
      rules({ 'index.html': '<html><body><p>Hello' }, { 'index.html': '<html><body><p>Hello</body></html>' }),
    ).toEqual(['error cut-off index.html']);
    expect(rules({ 'index.html': '<p>Hello you' }, { 'index.html': '<p>Hello' })).toEqual([]);
  });

  it('only warn of what was wrong before', () => {
    const before = { 'index.html': page('<a href=no.html>x</a>'), 'a.css': 'p { color: red', 'old.php': 'x' };
    const after = {
      ...before,
      'index.html': page('<a href=no.html>x</a><a href=new.html>y</a>'),
      'a.css': 'p { color: blue',
    };
    expect(rules(after, before)).toEqual([
      'error internal-link index.html',
      'warning css-parses a.css',
      'warning internal-link index.html',
      'warning server-side-code old.php',
    ]);
  });

  it('block the deletion of a page that others link to', () => {
    const [index, about] = [page('<a href=about.html>x</a>'), page()];
    expect(rules({ 'index.html': index }, { 'index.html': index, 'about.html': about })).toEqual([
      'error internal-link index.html',
    ]);
  });
});

describe('only what is new', () => {
  const page = (body: string): Uint8Array =>
    new TextEncoder().encode(`<!doctype html><title>x</title><body>${body}</body>`);
  const before = new Map([
    ['index.html', page('<a href="gone.html">old sin</a><a href="about.html">about</a>')],
    ['about.html', page('about')],
  ]);
  const errors = (tree: ReadonlyMap<string, Uint8Array>) => checkTree(tree, { before, findings: 'new' });

  it('leaves out what was broken before', () => {
    const tree = new Map([...before, ['about.html', page('about us')] as const]);
    expect(errors(tree)).toEqual([]);
  });

  it('finds a broken link in a changed file', () => {
    const tree = new Map([...before, ['about.html', page('<a href="nowhere.html">x</a>')] as const]);
    expect(errors(tree).map(({ path, rule }) => [path, rule])).toEqual([['about.html', 'internal-link']]);
  });

  it('finds a link of an unchanged file whose target was taken away', () => {
    const tree = new Map([...before].filter(([path]) => path !== 'about.html'));
    expect(errors(tree).map(({ message }) => message)).toEqual([
      'index.html refers to about.html, which is not in the site',
    ]);
  });
});

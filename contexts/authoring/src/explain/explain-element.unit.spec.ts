import type { FileTree } from '@pagewright/kernel/file-tree';
import { describe, expect, it } from 'vitest';
import { explainElement, explainScript } from './explain-element.ts';

const tree = (files: Readonly<Record<string, string>>): FileTree =>
  new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
/** What is told of the first place of a source, by what it is. */
const told = (files: Readonly<Record<string, string>>, of: string, path = 'index.html') => {
  const start = (files[path] ?? '').indexOf(of);
  const explained = explainElement(tree(files), { path, start, end: start + of.length });
  return {
    tag: explained?.tag,
    parts: explained?.parts.map(({ what, title, path: file, ranges, conditions }) => ({
      what,
      title,
      file,
      source: ranges && ranges.map((range) => (files[file] ?? '').slice(range.start, range.end)),
      conditions,
    })),
  };
};
const rules = (css: string, html: string, of: string): (string | undefined)[] =>
  (told({ 'index.html': `<style>${css}</style>${html}` }, of).parts ?? [])
    .filter(({ what }) => what === 'rule')
    .map(({ source }) => source?.[0]);

describe('explaining an element', () => {
  it('tells its tags, its words and every rule that selects it, the last one first, with where each is written', () => {
    const files = {
      'index.html':
        '<!doctype html><html><head><link rel="stylesheet" href="css/a.css"><style>h1 { margin: 0 }\np { top: 0 }</style></head>' +
        '<body><section class="hero"><h1 id="t">Hello <b>you</b></h1></section></body></html>',
      'css/a.css':
        '@import "b.css";\n@media (min-width: 40em) {\n  .hero h1,\n  h2 { color: red }\n}\n.other h1 { x: y }\n',
      'css/b.css': 'h1:hover::before { content: "" }',
    };
    expect(told(files, '<h1 id="t">Hello <b>you</b></h1>')).toEqual({
      tag: 'h1',
      parts: [
        { what: 'markup', title: '<h1>', file: 'index.html', source: ['<h1 id="t">', '</h1>'], conditions: [] },
        { what: 'text', title: 'Text', file: 'index.html', source: ['Hello ', 'you'], conditions: [] },
        { what: 'rule', title: 'h1', file: 'index.html', source: ['h1 { margin: 0 }'], conditions: [] },
        {
          what: 'rule',
          title: '.hero h1,\n  h2',
          file: 'css/a.css',
          source: ['.hero h1,\n  h2 { color: red }'],
          conditions: ['@media (min-width: 40em)'],
        },
        {
          what: 'rule',
          title: 'h1:hover::before',
          file: 'css/b.css',
          source: ['h1:hover::before { content: "" }'],
          conditions: [],
        },
      ],
    });
  });

  it('finds the smallest element around a place, and none where the source has none', () => {
    const files = { 'index.html': '<body><p>one <i>two</i></p></body>' };
    expect([told(files, 'two').tag, told(files, 'one <i>').tag]).toEqual(['i', 'p']);
    expect(explainElement(tree(files), { path: 'gone.html', start: 0, end: 1 })).toBeUndefined();
    expect(explainElement(tree({ 'a.css': 'p{}' }), { path: 'a.css', start: 0, end: 1 })).toBeUndefined();
  });

  it('tells the files of a picture', () => {
    const files = {
      'index.html': '<img src="a.png" srcset="b.png 2x, https://x.test/c.png 3x">',
      'a.png': '\0',
      'b.png': '\0',
    };
    expect(told(files, files['index.html']).parts).toMatchObject([
      { what: 'markup' },
      { what: 'image', file: 'a.png', source: null },
      { what: 'image', file: 'b.png', source: null },
    ]);
  });

  it('matches structure, lists, nesting and selectors that it cannot read', () => {
    const html = '<ul><li>a</li><li class="x">b</li></ul>';
    const of = '<li class="x">b</li>';
    expect(rules('li:nth-child(2){} li:first-child{} li:not(.x){} ul > .x{}', html, of)).toEqual([
      'ul > .x{}',
      'li:nth-child(2){}',
    ]);
    expect(rules('ul { color: red; & .x { top: 0 } &.y { left: 0 } }', html, of)).toEqual(['& .x { top: 0 }']);
    expect(rules('li:unheard-of{} ::view-transition{} li{}', html, of)).toContain('li{}');
    expect(rules('li:unheard-of{}', html, of)).toEqual([]);
  });

  it('has offsets of the file as it is, with a byte order mark and CRLF', () => {
    const html = '\uFEFF<style>\r\np {\r\n}\r\n</style>\r\n<p>ä</p>';
    const { parts } = told({ 'index.html': html }, '<p>ä</p>');
    expect(parts?.map(({ source }) => source)).toEqual([['<p>', '</p>'], ['ä'], ['p {\r\n}']]);
  });
});

describe('explaining what a script made', () => {
  it('tells its line, and nothing of a line that is not there', () => {
    const files = tree({ 'site.js': 'one();\ntwo();\n' });
    expect(explainScript(files, 'site.js', 2)).toMatchObject({
      what: 'script',
      path: 'site.js',
      ranges: [{ start: 7, end: 13 }],
      line: 2,
      excerpt: 'two();',
    });
    expect([explainScript(files, 'site.js', 9), explainScript(files, 'gone.js', 1)]).toEqual([undefined, undefined]);
  });
});

import { describe, expect, it } from 'vitest';
import { folderOf } from './file-tree.ts';
import { highlight } from './highlight.ts';
import { blocksOf, plainLines } from './lines.ts';

describe('The files of a site', () => {
  it('stand in their folders, by name', () =>
    expect(folderOf(['index.html', 'css/a.css', 'about.html', 'css/fonts/x.woff2', 'cs.txt'])).toEqual({
      name: '',
      files: [
        { name: 'about.html', path: 'about.html' },
        { name: 'cs.txt', path: 'cs.txt' },
        { name: 'index.html', path: 'index.html' },
      ],
      folders: [
        {
          name: 'css',
          files: [{ name: 'a.css', path: 'css/a.css' }],
          folders: [{ name: 'fonts', files: [{ name: 'x.woff2', path: 'css/fonts/x.woff2' }], folders: [] }],
        },
      ],
    }));
});

describe('Highlighting', () => {
  it('colours a page and changes no character of it', async () => {
    const text = '<!doctype html>\n<h1 class="a">é 🐚</h1>\n<style>a { color: red }</style>\n';
    const lines = await highlight('index.html', text);
    expect(lines.map((line) => line.map((piece) => piece.text).join('')).join('\n')).toBe(text);
    expect(new Set(lines.flat().map(({ colour }) => colour)).size).toBeGreaterThan(2);
  });
  it('leaves what it does not know, and what is too much, plain', async () => {
    expect(await highlight('a.txt', 'a\r\nb')).toEqual(plainLines('a\nb'));
    expect((await highlight('a.html', '<p>'.repeat(100_000)))[0]).toHaveLength(1);
  });
});

describe('Blocks of lines', () => {
  it('hold every line once, in order', () => {
    const lines = plainLines('line\n'.repeat(400));
    expect(blocksOf(lines).flat()).toEqual(lines);
    expect(blocksOf(lines).length).toBeGreaterThan(1);
  });
  it('are none of no line', () => expect(blocksOf([])).toEqual([]));
});

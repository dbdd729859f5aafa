import { array, assert, property, string, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeAttachments } from './place-attachments.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const treeOf = (...paths: readonly string[]) => new Map(paths.map((path) => [path, bytes(path)]));
const place = (tree: ReadonlyMap<string, Uint8Array>, name: string, content = 'new') =>
  placeAttachments(tree, [{ name, bytes: bytes(content) }]).paths[0];

describe('A file that becomes part of a site', () => {
  it('goes where most of its pictures are, or to images', () => {
    expect(place(treeOf('index.html', 'assets/img/a.jpg', 'assets/img/b.png', 'logo/c.svg'), 'Our Shop.PNG')).toBe(
      'assets/img/our-shop.png',
    );
    expect(place(treeOf('index.html'), 'Überblick (2).jpeg')).toBe('images/uberblick-2.jpeg');
    expect(place(treeOf('index.html', 'a.png'), 'menu.pdf')).toBe('files/menu.pdf');
  });
  it('never replaces another, and is not doubled', () => {
    const tree = treeOf('images/a.png');
    expect(place(tree, 'a.png')).toBe('images/a-2.png');
    expect(place(tree, 'A.png', 'images/a.png')).toBe('images/a.png');
    expect(
      placeAttachments(
        tree,
        [1, 2].map((n) => ({ name: 'a.png', bytes: bytes(`${n}`) })),
      ).paths,
    ).toEqual(['images/a-2.png', 'images/a-3.png']);
  });
  it('has a plain path whatever it was called, and leaves every other file alone', () =>
    assert(
      property(array(string(), { maxLength: 4 }), uint8Array(), (names, content) => {
        const tree = treeOf('index.html', 'images/file.png');
        const made = placeAttachments(
          tree,
          names.map((name) => ({ name: `${name}.png`, bytes: content })),
        );
        for (const path of made.paths) expect(path).toMatch(/^images\/[a-z0-9-]+(\.[a-z0-9]+)*\.png$/);
        for (const [path, old] of tree)
          expect(made.tree.get(path)).toBe(path === 'images/file.png' ? made.tree.get(path) : old);
        expect(made.tree.get('images/file.png')).toEqual(bytes('images/file.png'));
      }),
    ));
});

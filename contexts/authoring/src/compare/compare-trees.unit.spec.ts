import type { FileTree } from '@pagewright/kernel/file-tree';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTrees } from './compare-trees.ts';

const tree = (files: Record<string, string>): FileTree =>
  new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));

describe('comparing trees', () => {
  it('names created, modified and deleted files with their lines, by path', () => {
    const before = tree({ 'b.html': 'one\ntwo\nthree\n', 'a.txt': 'x\ny', same: 's' });
    const after = tree({ 'b.html': 'one\n2\n3\nthree\n', 'c.css': 'p\n', same: 's' });
    expect(compareTrees(before, after)).toEqual([
      { path: 'a.txt', change: 'deleted', added: 0, removed: 2 },
      { path: 'b.html', change: 'modified', added: 2, removed: 1 },
      { path: 'c.css', change: 'created', added: 1, removed: 0 },
    ]);
  });

  it('counts no lines in files that are no text', () => {
    expect(compareTrees(tree({ 'a.png': '\0a\n' }), tree({ 'a.png': '\0b\n\n' }))).toEqual([
      { path: 'a.png', change: 'modified', added: 0, removed: 0 },
    ]);
  });

  it('takes a file with too many edits as written anew', () => {
    const lines = (word: string): string => Array.from({ length: 2000 }, (_, at) => `${word} ${at}\n`).join('');
    expect(compareTrees(tree({ a: lines('old') }), tree({ a: lines('new') }))).toEqual([
      { path: 'a', change: 'modified', added: 2000, removed: 2000 },
    ]);
  });

  it('finds nothing between a tree and itself, and the mirror image the other way round', () => {
    const files = fc.dictionary(fc.constantFrom('a', 'b/c', 'd'), fc.string({ unit: fc.constantFrom('x', 'y', '\n') }));
    fc.assert(
      fc.property(files, files, (one, other) => {
        expect(compareTrees(tree(one), tree({ ...one }))).toEqual([]);
        const [there, back] = [compareTrees(tree(one), tree(other)), compareTrees(tree(other), tree(one))];
        expect(back.map(({ path, added, removed }) => [path, removed, added])).toEqual(
          there.map(({ path, added, removed }) => [path, added, removed]),
        );
      }),
    );
  });
});

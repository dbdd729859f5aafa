import type { FileTree } from '@pagewright/kernel/file-tree';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTrees } from '../compare/compare-trees.ts';
import { anyCharacter } from '../../../../test/support/any-character.ts';
import { mergeTrees } from './merge-trees.ts';
import type { Choice } from './merge-file.ts';
import { textUnits } from './text-units.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const tree = (files: Readonly<Record<string, string | Uint8Array>>): FileTree =>
  new Map(Object.entries(files).map(([path, file]) => [path, typeof file === 'string' ? bytes(file) : file]));
const text = (found: FileTree, path: string): string | undefined => {
  const file = found.get(path);
  return file && new TextDecoder('utf-8', { ignoreBOM: true }).decode(file);
};
const merge = (base: string, ours: string, theirs: string, choice?: Choice) => {
  const trees = { base: tree({ f: base }), ours: tree({ f: ours }), theirs: tree({ f: theirs }) };
  const { conflicts } = mergeTrees(trees);
  const choices = new Map(choice ? conflicts.map(({ id }) => [id, choice]) : []);
  return { merged: text(mergeTrees({ ...trees, choices }).tree, 'f'), conflicts };
};

describe('merging a file of three trees', () => {
  it('takes from each side what only that side changed', () => {
    const { merged, conflicts } = merge('a\nb\nc\nd\n', 'A\nb\nc\nd\n', 'a\nb\nc\nD\n');
    expect([merged, conflicts]).toEqual(['A\nb\nc\nD\n', []]);
  });

  it('sees no conflict where both made the same change', () => {
    expect(merge('a\nb\n', 'a\nx\n', 'a\nx\n')).toEqual({ merged: 'a\nx\n', conflicts: [] });
    expect(merge('a\nb\nk\nc\n', 'a\nx\nk\nc\n', 'a\nx\nk\nC\n').merged).toBe('a\nx\nk\nC\n');
  });

  it('keeps a line that was added right below one that is taken back', () => {
    const { merged, conflicts } = merge(
      '<h1>New</h1>\n<p>x</p>\n',
      '<h1>New</h1>\n<p>y</p>\n<p>z</p>\n',
      '<h1>Old</h1>\n<p>x</p>\n',
    );
    expect([merged, conflicts]).toEqual(['<h1>Old</h1>\n<p>y</p>\n<p>z</p>\n', []]);
  });

  it('reports what both changed, with the three texts and its line, and does as it is told', () => {
    const [base, ours, theirs] = ['1\n2\nnew\n4\n', '0\n1\n2\nnewer\n4\n', '1\n2\nold\n4\n'] as const;
    const { merged, conflicts } = merge(base, ours, theirs);
    expect(merged).toBe(ours);
    expect(conflicts).toEqual([
      {
        id: expect.any(String),
        path: 'f',
        kind: 'hunk',
        line: 4,
        base: { text: 'new\n', size: 4 },
        ours: { text: 'newer\n', size: 6 },
        theirs: { text: 'old\n', size: 4 },
      },
    ]);
    expect(merge(base, ours, theirs, 'theirs').merged).toBe('0\n1\n2\nold\n4\n');
    expect(merge(base, ours, theirs, 'ours').merged).toBe(ours);
  });

  it('tells two insertions at one place apart from one', () => {
    expect(merge('a\nb\n', 'a\nx\nb\n', 'a\ny\nb\n').conflicts).toHaveLength(1);
    expect(merge('a\nb\n', 'a\nx\nb\n', 'a\nx\nb\n').conflicts).toHaveLength(0);
  });

  it('gives conflicts of the same content ids of their own, which stay when something else changes', () => {
    const three = (word: string): string => `top\n${word}\nkeep 1\nkeep 2\n${word}\n`;
    const { conflicts } = merge(three('n'), three('m'), three('o'));
    expect(new Set(conflicts.map(({ id }) => id)).size).toBe(2);
    const later = merge(three('n'), `first\n${three('m')}`, three('o'));
    expect(later.conflicts.map(({ id }) => id)).toEqual(conflicts.map(({ id }) => id));
  });

  it('merges lines over 400 characters by their words', () => {
    const filler = 'word '.repeat(100);
    const line = (first: string, last: string): string => `<p>${first} ${filler}${last}</p>`;
    const { merged, conflicts } = merge(line('one', 'two'), line('ONE', 'two'), line('one', 'TWO'));
    expect([merged, conflicts]).toEqual([line('ONE', 'TWO'), []]);
  });

  it('keeps CRLF, a byte order mark and a missing end of line', () => {
    const { merged } = merge('\uFEFFa\r\nb\r\nc', '\uFEFFA\r\nb\r\nc', '\uFEFFa\r\nb\r\nC');
    expect(merged).toBe('\uFEFFA\r\nb\r\nC');
  });

  it('merges files that are not UTF-8 without losing a byte', () => {
    const latin = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
    const { tree: merged, conflicts } = mergeTrees({
      base: tree({ f: latin('caf\xe9\nb\nc\n') }),
      ours: tree({ f: latin('caf\xe9\nb\nC\n') }),
      theirs: tree({ f: latin('th\xe9\nb\nc\n') }),
    });
    expect([merged.get('f'), conflicts]).toEqual([latin('th\xe9\nb\nC\n'), []]);
  });
});

describe('merging trees', () => {
  it('brings files back, takes them away and keeps what came later', () => {
    const base = tree({ new: 'n', changed: 'x' });
    const ours = tree({ new: 'n', changed: 'x', later: 'l' });
    const theirs = tree({ gone: 'g', changed: 'w' });
    const { tree: merged, conflicts } = mergeTrees({ base, ours, theirs });
    expect([...merged.keys()]).toEqual(['changed', 'gone', 'later']);
    expect(conflicts).toEqual([]);
  });

  it('asks for a file that one side changed and the other deleted, and for pictures that both changed', () => {
    const base = tree({ page: 'a', 'p.png': '\0a' });
    const ours = tree({ page: 'b', 'p.png': '\0bb' });
    const theirs = tree({ 'p.png': '\0c' });
    const { tree: merged, conflicts } = mergeTrees({ base, ours, theirs });
    expect(conflicts).toMatchObject([
      { path: 'p.png', kind: 'file', line: null, ours: { text: null, size: 3 }, theirs: { text: null, size: 2 } },
      { path: 'page', kind: 'file', ours: { text: 'b', size: 1 }, theirs: null },
    ]);
    expect(compareTrees(merged, ours)).toEqual([]);
    const choices = new Map(conflicts.map(({ id }): [string, Choice] => [id, 'theirs']));
    expect([...mergeTrees({ base, ours, theirs, choices }).tree]).toEqual([...theirs]);
  });
});

const anyText = fc
  .array(fc.constantFrom('a', 'b', '', 'long '.repeat(90), '\uFEFF', 'é', '\r', '\r\n', '\n'), { maxLength: 12 })
  .map((pieces) => pieces.join(''));
const anyTree = fc
  .dictionary(fc.constantFrom('a.html', 'b/c.css', 'd'), fc.oneof(anyText, fc.constant('\0bin')))
  .map(tree);

describe('what holds for all merges', () => {
  it('splits every text into units that make it again', () => {
    const anything = fc.oneof(anyText, fc.string({ unit: anyCharacter, maxLength: 450 }));
    fc.assert(
      fc.property(anything, (any) => textUnits(any).join('') === any),
      { numRuns: 50 },
    );
  });

  it('undoes the head to its parent byte for byte, and undoes that again', () => {
    fc.assert(
      fc.property(anyTree, anyTree, (parent, head) => {
        const undone = mergeTrees({ base: head, ours: head, theirs: parent });
        expect([compareTrees(undone.tree, parent), undone.conflicts]).toEqual([[], []]);
        const again = mergeTrees({ base: undone.tree, ours: undone.tree, theirs: head });
        expect([compareTrees(again.tree, head), again.conflicts]).toEqual([[], []]);
      }),
    );
  });

  it('leaves ours as it is wherever nothing is chosen, and theirs as it is where nothing else came', () => {
    fc.assert(
      fc.property(anyTree, anyTree, anyTree, (base, ours, theirs) => {
        const { conflicts } = mergeTrees({ base, ours, theirs });
        const all = (choice: Choice) => new Map(conflicts.map(({ id }): [string, Choice] => [id, choice]));
        const [kept, taken] = [mergeTrees({ base, ours, theirs, choices: all('ours') }), all('theirs')];
        const mirrored = mergeTrees({ base, ours: theirs, theirs: ours });
        expect(mirrored.conflicts).toHaveLength(conflicts.length);
        expect(compareTrees(kept.tree, mergeTrees({ base, ours, theirs }).tree)).toEqual([]);
        const other = mergeTrees({ base, ours: theirs, theirs: ours });
        expect(compareTrees(mergeTrees({ base, ours, theirs, choices: taken }).tree, other.tree)).toEqual([]);
        expect(compareTrees(mergeTrees({ base, ours: base, theirs }).tree, theirs)).toEqual([]);
        expect(compareTrees(mergeTrees({ base, ours, theirs: base }).tree, ours)).toEqual([]);
      }),
    );
  });

  it('never finds a conflict between edits in disjoint regions', () => {
    const edits = fc.array(fc.constantFrom('keep', 'ours', 'theirs'), { minLength: 1, maxLength: 30 });
    const news = fc.array(fc.constantFrom('', 'x\n', 'x\ny\n'), { minLength: 30, maxLength: 30 });
    const ends = fc.constantFrom('\n', '\r\n');
    fc.assert(
      fc.property(edits, news, ends, fc.boolean(), (sides, replacements, end, lastEnd) => {
        const write = (...mine: readonly string[]): string => {
          const lines = sides.map((side, at) => (mine.includes(side) ? (replacements[at] ?? '') : `line ${at}${end}`));
          return `${lines.join('')}last${lastEnd ? end : ''}`;
        };
        const { merged, conflicts } = merge(write(), write('ours'), write('theirs'));
        expect([merged, conflicts]).toEqual([write('ours', 'theirs'), []]);
      }),
    );
  });
});

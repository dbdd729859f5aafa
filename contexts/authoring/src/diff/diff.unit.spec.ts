import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffFile, LONGEST_LINE, MOST_BYTES, MOST_LINES } from './diff-file.ts';
import { diffText, type DiffLine, type TextDiff } from './diff-text.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const told = ({ hunks }: TextDiff): string[] =>
  hunks.flatMap(({ lines }) => lines.map(({ kind, from, to, text }) => `${kind} ${from ?? '-'} ${to ?? '-'} ${text}`));

describe('The difference of two texts', () => {
  it('numbers each line on the side that has it', () => {
    expect(told(diffText('a\nb\nc\n', 'a\nB\nc\nd\n'))).toEqual([
      'same 1 1 a',
      'removed 2 - b',
      'added - 2 B',
      'same 3 3 c',
      'added - 4 d',
    ]);
  });

  it('shows three unchanged lines around a change, and parts far changes', () => {
    const many = (change: number[]) =>
      Array.from({ length: 40 }, (_, index) => (change.includes(index) ? 'changed' : `line ${index}`)).join('\n') +
      '\n';
    const { hunks, added, removed } = diffText(many([]), many([10, 30]));
    expect(hunks.map(({ from, to }) => [from, to])).toEqual([
      [
        { start: 8, lines: 7 },
        { start: 8, lines: 7 },
      ],
      [
        { start: 28, lines: 7 },
        { start: 28, lines: 7 },
      ],
    ]);
    expect([added, removed]).toEqual([2, 2]);
  });

  it('says where the last line does not end', () => {
    expect(told(diffText('a\n', 'a'))).toEqual([
      'removed 1 - a',
      'added - 1 a',
      'no-newline - - No newline at end of file',
    ]);
  });

  it('turns the one into the other', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', '', 'ä €'), { maxLength: 60 })
      .chain((lines) => fc.boolean().map((ends) => lines.join('\n') + (ends ? '\n' : '')));
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(applied(before, diffText(before, after))).toBe(after);
      }),
      { numRuns: 1_000, examples: [['b\nc\nb\na\n\nb\na', 'a\nc\na\n\nb\na']] },
    );
  });

  it('counts a text with too many edits as written anew, and still turns the one into the other', () => {
    const lines = (letter: string) => Array.from({ length: 1_500 }, (_, index) => `${letter}${index}`).join('\n');
    const diff = diffText(lines('a'), lines('b'));
    expect([diff.added, diff.removed]).toEqual([1_500, 1_500]);
    expect(applied(lines('a'), diff)).toBe(lines('b'));
  });
});

describe('The difference of two files', () => {
  it('is none where the bytes are the same', () => {
    expect(diffFile(bytes('a'), bytes('a'))).toEqual({ type: 'same' });
    expect(diffFile(undefined, undefined)).toEqual({ type: 'same' });
  });
  it('shows a file that came or went as all its lines', () => {
    expect(diffFile(undefined, bytes('a\nb\n'))).toMatchObject({ type: 'text', added: 2, removed: 0, cut: false });
    expect(diffFile(bytes('a\nb\n'), undefined)).toMatchObject({ type: 'text', added: 0, removed: 2 });
  });
  it('shows no lines of what is no text', () => {
    expect(diffFile(Uint8Array.of(1, 0, 2), bytes('a'))).toEqual({ type: 'binary' });
    expect(diffFile(undefined, Uint8Array.of(0))).toEqual({ type: 'binary' });
  });
  it('reads a file that is not UTF-8 byte by byte', () => {
    expect(diffFile(Uint8Array.of(0xe4, 10), Uint8Array.of(0xe5, 10))).toMatchObject({ type: 'text', added: 1 });
  });
  it('says that a file is too large', () => {
    expect(diffFile(bytes('a'), new Uint8Array(MOST_BYTES + 1).fill(97))).toEqual({
      type: 'too-large',
      limit: MOST_BYTES,
    });
  });
  it('shows so many lines and no more, and counts them all', () => {
    const diff = diffFile(undefined, bytes('x\n'.repeat(MOST_LINES + 10)));
    expect(diff).toMatchObject({ type: 'text', cut: true, added: MOST_LINES + 10 });
    expect(diff.type === 'text' && diff.hunks.flatMap(({ lines }) => lines)).toHaveLength(MOST_LINES);
  });
  it('shows the beginning of an endless line', () => {
    const diff = diffFile(undefined, bytes('y'.repeat(LONGEST_LINE * 2)));
    expect(diff.type === 'text' && diff.hunks[0]?.lines[0]?.text).toHaveLength(LONGEST_LINE + 1);
  });
});

/** What a reader of the hunks makes of the text before. */
const applied = (before: string, { hunks }: TextDiff): string => {
  const whole = before === '' || before.endsWith('\n');
  const old = whole ? before.split('\n').slice(0, -1) : before.split('\n');
  const made: string[] = [];
  let at = 0;
  let ends = whole;
  for (const { from, lines } of hunks) {
    const start = from.lines === 0 && from.start === 0 ? 0 : from.start - 1;
    made.push(...old.slice(at, start));
    at = start + from.lines;
    made.push(...lines.filter(isKept).map(({ text }) => text));
    // Only a hunk that comes to the end tells how the text ends; beyond any other it ends as it did.
    if (at >= old.length) ends = lines[lines.findLastIndex(isKept) + 1]?.kind !== 'no-newline';
  }
  made.push(...old.slice(at));
  return made.length === 0 ? '' : made.join('\n') + (ends ? '\n' : '');
};

const isKept = ({ kind }: DiffLine): boolean => kind === 'same' || kind === 'added';

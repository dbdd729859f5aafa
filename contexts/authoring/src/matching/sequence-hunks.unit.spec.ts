import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Hunk, sequenceHunks } from './sequence-hunks.ts';

const apply = (before: readonly string[], after: readonly string[], hunks: readonly Hunk[]): string[] => {
  const found: string[] = [];
  let at = 0;
  for (const { start, end, from, to } of hunks) {
    found.push(...before.slice(at, start), ...after.slice(from, to));
    at = end;
  }
  return [...found, ...before.slice(at)];
};
const edits = (hunks: readonly Hunk[]): number =>
  hunks.reduce((sum, { start, end, from, to }) => sum + end - start + to - from, 0);
/** R. Wagner and M. Fischer's table, insertions and deletions only. */
const fewest = (a: readonly string[], b: readonly string[]): number => {
  let row = b.map((_, at) => at + 1);
  row.unshift(0);
  a.forEach((unit, i) => {
    const next = [i + 1];
    b.forEach((other, j) => next.push(unit === other ? (row[j] ?? 0) : 1 + Math.min(row[j + 1] ?? 0, next[j] ?? 0)));
    row = next;
  });
  return row.at(-1) ?? 0;
};

describe('the hunks between two sequences', () => {
  it('name what was removed and what stands there instead', () => {
    expect(sequenceHunks(['a', 'b', 'c', 'd'], ['a', 'x', 'c', 'd', 'e'])).toEqual([
      { start: 1, end: 2, from: 1, to: 2 },
      { start: 4, end: 4, from: 4, to: 5 },
    ]);
  });

  it('turn one into the other by the fewest edits, and never touch', () => {
    const units = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 14 });
    fc.assert(
      fc.property(units, units, (before, after) => {
        const hunks = sequenceHunks(before, after);
        expect(apply(before, after, hunks)).toEqual(after);
        expect(edits(hunks)).toBe(fewest(before, after));
        hunks.slice(1).forEach(({ start, from }, at) => {
          const last = hunks[at];
          expect(start > (last?.end ?? 0) && from > (last?.to ?? 0)).toBe(true);
        });
      }),
    );
  });

  it('are one between the common ends when there are too many edits', () => {
    const words = (word: string) =>
      Array.from({ length: 4000 }, (_, at) => (at % 1000 ? `${word} ${at}` : `same ${at}`));
    expect(sequenceHunks(['first', ...words('old'), 'last'], ['first', ...words('new'), 'last'])).toEqual([
      { start: 2, end: 4001, from: 2, to: 4001 },
    ]);
  });
});

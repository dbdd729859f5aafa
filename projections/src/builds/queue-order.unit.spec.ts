import { describe, expect, it } from 'vitest';
import type { BuildRow } from './build-fold.ts';
import { movedIn } from './queue-order.ts';

const row = (build: string, queueOrder: number | null, site = 's') => ({ build, site, queueOrder }) as BuildRow;
const rows = [row('c', 9), row('a', -4), row('b', 5), row('ran', null), row('other', 7, 't')];
const after = (build: string, before: string | null) => {
  const changed = new Map(movedIn(rows, { site: 's', build, before }).map((one) => [one.build, one]));
  return rows
    .map((one) => changed.get(one.build) ?? one)
    .filter(({ site, queueOrder }) => site === 's' && queueOrder !== null)
    .toSorted((x, y) => (x.queueOrder ?? 0) - (y.queueOrder ?? 0))
    .map(({ build: name, queueOrder }) => [name, queueOrder]);
};

describe('Places in a queue after a move', () => {
  it('are handed on among those that wait', () =>
    expect(after('c', 'a')).toEqual([
      ['c', -4],
      ['a', 5],
      ['b', 9],
    ]));
  it('end with the one that goes to the end', () =>
    expect(after('a', null)).toEqual([
      ['b', -4],
      ['c', 5],
      ['a', 9],
    ]));
  it('change only where they have to', () =>
    expect(movedIn(rows, { site: 's', build: 'b', before: 'a' }).map(({ build }) => build)).toEqual(['b', 'a']));
  it('stay when the build does not wait any more', () =>
    expect(movedIn(rows, { site: 's', build: 'ran', before: 'a' })).toEqual([]));
});

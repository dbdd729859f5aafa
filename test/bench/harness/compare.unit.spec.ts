import { describe, expect, it } from 'vitest';
import type { Comparison, Row, Side } from './bench.ts';
import { compare } from './compare.ts';
import { pageOf, withRuns } from './page.ts';

const about = {
  machine: 'a machine',
  versions: 'a server 1.2',
  at: '2026-01-01T00:00:00.000Z',
  command: 'npm run bench',
};

/** Sides whose figures come from lists, and the order in which they were asked. */
const play = async (lists: Readonly<Record<string, readonly number[]>>, more: Partial<Comparison> = {}) => {
  const order: string[] = [];
  const sides = Object.entries(lists).map(([name, values]): Side => {
    let turn = 0;
    return {
      name,
      settings: `${name} as it comes`,
      measure: async () => {
        order.push(name);
        return { rate: values[turn++] ?? Number.NaN };
      },
    };
  });
  const [ours, ...peers] = sides;
  if (!ours) throw new Error('nobody plays');
  const figures = [
    { name: 'rate', unit: '/s', higherIsBetter: true, goals: { b: [{ of: 'ratio', atLeast: 2 }] } },
  ] as const;
  const watched: string[] = [];
  const rows = await compare(
    { variant: 'v', figures, ours, peers, ...more },
    {
      id: 'P0',
      pairs: 2,
      about,
      onRound: () => undefined,
      watched: (variant, measure) => {
        watched.push(variant);
        return measure();
      },
    },
  );
  return { order, rows, watched };
};

describe('a comparison', () => {
  it('measures the sides in turn, after a round that does not count', async () => {
    const { order, rows, watched } = await play({ a: [999, 4, 9], b: [999, 2, 3], c: [999, 1, 1] });
    expect(order.join('')).toBe('abcabcabc');
    expect(rows.map(({ peer, ratio, met }) => [peer?.name, ratio?.min, ratio?.max, met])).toEqual([
      ['b', 2, 3, true],
      ['c', 4, 9, null],
    ]);
    expect(rows[0]).toMatchObject({ id: 'P0', variant: 'v: rate', ours: { median: 6.5 }, pairs: 2, goal: 'ratio ≥ 2' });
    expect(watched).toEqual(['v', 'v']);
  });
  it('has rows without a peer where nobody is beside', async () => {
    const { rows } = await play({ a: [5] }, { warmUp: false, pairs: 1 });
    expect(rows).toMatchObject([{ ours: { median: 5 }, peer: null, ratio: null, met: null }]);
  });
  it('fails when a side leaves a figure out', async () => {
    await expect(play({ a: [1, 1, 1], b: [1] })).rejects.toThrow('b has not measured "rate"');
  });
});

describe('a page', () => {
  it('has every figure with its peer, its goal and the settings of both', async () => {
    const { rows } = await play({ a: [9, 4, 4], b: [9, 4, 4] });
    const page = pageOf('a run', rows);
    expect(page).toContain('| v: rate | /s ↑ | 4 (4 … 4) | b | 4 (4 … 4) | 1 (1 … 1) | ratio ≥ 2: **not met** |');
    expect(page).toContain('* ours: a as it comes\n* b: b as it comes');
    expect(page).toContain('a machine\n\na server 1.2');
  });
  it('is not made of nothing', () => expect(() => pageOf('a run', [] as Row[])).toThrow('a run has no rows'));
  it('names the runs between its marks and leaves the rest as it is', () => {
    const text = 'before\n<!-- runs: made by npm run bench:page -->\nold\n<!-- /runs -->\nafter\n';
    const once = withRuns(text, ['one']);
    expect(once).toContain('before\n');
    expect(once).toContain('* [one](one.md), [as data](one.json)');
    expect(once).not.toContain('old');
    expect(withRuns(once, ['one'])).toBe(once);
    expect(() => withRuns('nothing', [])).toThrow('no place for the runs');
  });
});

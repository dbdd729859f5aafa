import { describe, expect, it } from 'vitest';
import { piecesOf } from './bands.ts';

const hour = (count: number): string => new Date(count * 3_600_000).toISOString();
const bands = [
  { version: 3, from: hour(0), event: 'a' },
  { version: 12, from: hour(4), event: 'b' },
];
const scale = { from: 0, to: 10 * 3_600_000, width: 1_000 };
const now = 10 * 3_600_000;
const drawn = (here: number | null) =>
  piecesOf(bands, scale, now, here).map(({ version, x, width, ahead }) => [version, x, width, ahead]);

describe('the bands of the ruler', () => {
  it('last until the next one begins, and the last one until now', () =>
    expect(drawn(null)).toEqual([
      [3, 0, 398, false],
      [12, 400, 598, false],
    ]));
  it('are cut where one stands', () =>
    expect(drawn(2 * 3_600_000)).toEqual([
      [3, 0, 198, false],
      [3, 200, 198, true],
      [12, 400, 598, true],
    ]));
  it('say as much as fits', () => {
    const narrow = { ...scale, width: 100 };
    expect(piecesOf(bands, scale, now, null).map(({ label }) => label)).toEqual(['Version 3', 'Version 12']);
    expect(piecesOf(bands, narrow, now, null).map(({ label }) => label)).toEqual(['3', '12']);
    expect(piecesOf(bands, { ...scale, width: 30 }, now, null).map(({ label }) => label)).toEqual(['', '']);
  });
});

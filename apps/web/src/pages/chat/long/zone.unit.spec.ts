import { describe, expect, it } from 'vitest';
import { boxesIn } from './zone.ts';

const heights = [100, 50, 200, 100];

describe('The boxes in a zone', () => {
  it('are those that it cuts and those within', () =>
    expect(boxesIn(heights, 0, { from: 120, to: 351 })).toEqual({ first: 1, end: 4 }));
  it('are not those that only touch it', () =>
    expect(boxesIn(heights, 0, { from: 100, to: 150 })).toEqual({ first: 1, end: 2 }));
  it('are counted from where the first one stands', () =>
    expect(boxesIn(heights, -300, { from: 0, to: 60 })).toEqual({ first: 2, end: 4 }));
  it('are none above the first', () =>
    expect(boxesIn(heights, 500, { from: 0, to: 400 })).toEqual({ first: 0, end: 0 }));
  it('are none below the last', () =>
    expect(boxesIn(heights, -900, { from: 0, to: 400 })).toEqual({ first: 4, end: 4 }));
});

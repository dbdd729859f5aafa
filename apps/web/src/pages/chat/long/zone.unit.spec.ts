import { describe, expect, it } from 'vitest';
import { distances } from './zone.ts';

const heights = [100, 50, 200, 100];

describe('The distance of a box from what is in view', () => {
  it('is none where it reaches into it', () =>
    expect(distances(heights, 0, { from: 120, to: 360 })).toEqual([20, 0, 0, 0]));
  it('is counted from its nearest edge, above and below', () =>
    expect(distances(heights, 0, { from: 160, to: 170 })).toEqual([60, 10, 0, 180]));
  it('is counted from where the first box stands', () =>
    expect(distances(heights, -300, { from: 0, to: 60 })).toEqual([200, 150, 0, 0]));
});

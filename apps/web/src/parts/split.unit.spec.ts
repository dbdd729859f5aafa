import { describe, expect, it } from 'vitest';
import { clampShare, keyedShare } from './split.ts';

describe('the division of two panes', () => {
  it('leaves each at least a quarter', () => {
    expect([-10, 50, 99].map(clampShare)).toEqual([25, 50, 75]);
  });
  it.each([
    ['ArrowLeft', 48],
    ['ArrowRight', 52],
    ['Home', 25],
    ['End', 75],
    ['a', null],
  ])('moves by %s to %s', (key, share) => expect(keyedShare(50, key)).toBe(share));
  it('returns to the middle by Enter', () => expect(keyedShare(31, 'Enter')).toBe(50));
});

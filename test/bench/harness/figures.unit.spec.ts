import { describe, expect, it } from 'vitest';
import { areMet, type Goal, percentile, plain, ratiosOf, spreadOf, wordsOf } from './figures.ts';

describe('spread', () => {
  it('has the middle one of an odd number of rounds, whatever their order', () =>
    expect(spreadOf([9, 1, 5, 3, 7])).toEqual({ median: 5, min: 1, max: 9 }));
  it('has the mean of the middle two of an even number', () =>
    expect(spreadOf([4, 1, 2, 10])).toEqual({ median: 3, min: 1, max: 10 }));
  it('is not made up from nothing', () => expect(() => spreadOf([])).toThrow(RangeError));
});

describe('ratio', () => {
  it('is taken round by round, so that a slow spell of the machine cancels out', () => {
    const ratios = ratiosOf([100, 50, 200], [50, 25, 100]);
    expect(ratios).toEqual([2, 2, 2]);
  });
  it('is another than that of the medians', () => {
    const [ours, peer] = [
      [1, 2, 30],
      [10, 1, 3],
    ];
    expect(spreadOf(ratiosOf(ours, peer)).median).toBe(2);
    expect(spreadOf(ours).median / spreadOf(peer).median).toBeCloseTo(2 / 3);
  });
  it('refuses sides with unequal rounds, and a peer that did nothing', () => {
    expect(() => ratiosOf([1, 2], [1])).toThrow('2 rounds of ours, 1 of the peer');
    expect(() => ratiosOf([1], [0])).toThrow('round 1');
  });
});

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  it('is one of the samples, by nearest rank', () => {
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 1)).toBe(100);
    expect(percentile([7], 0.01)).toBe(7);
  });
  it('does not hide the one slow sample of few', () => expect(percentile([1, 1, 1, 90], 0.95)).toBe(90));
});

describe('goals', () => {
  const ours = { median: 60_000, min: 1, max: 90_000 };
  const ratio = { median: 0.4, min: 0.1, max: 2 };
  const fast: Goal = { of: 'ours', atLeast: 50_000 };
  const close: Goal = { of: 'ratio', atLeast: 0.4 };
  it('are all met, by the medians, or it is not met', () => {
    expect(areMet([fast, close], ours, ratio)).toBe(true);
    expect(areMet([fast, close], ours, { ...ratio, median: 0.39 })).toBe(false);
    expect(areMet([{ of: 'ours', atMost: 59_999 }], ours, ratio)).toBe(false);
  });
  it('are neither met nor missed where there are none', () => expect(areMet([], ours, ratio)).toBeNull());
  it('of a ratio are missed where nobody was beside', () => expect(areMet([close], ours, null)).toBe(false));
  it('read as a sentence does', () => {
    expect(wordsOf([close, fast], 'events/s')).toBe('ratio ≥ 0.4 and ≥ 50,000 events/s');
    expect(wordsOf([{ of: 'ours', atMost: 5 }], 'ms')).toBe('≤ 5 ms');
    expect(wordsOf([], 'ms')).toBeNull();
  });
});

it('figures have three places that count', () =>
  expect([0.123456, 1.5, 12_345, 0].map(plain)).toEqual(['0.123', '1.5', '12,300', '0']));

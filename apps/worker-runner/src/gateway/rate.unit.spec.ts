import { describe, expect, it } from 'vitest';
import { Rate } from './rate.ts';

describe('A rate', () => {
  it('lets a burst through, then as much as time brings', () => {
    let now = 0;
    const rate = new Rate(100, 200, () => now);
    expect(rate.take(200)).toBe(0);
    expect(rate.take(1)).toBe(10);
    now += 10;
    expect(rate.take(1)).toBe(0);
    now += 60_000;
    expect(rate.take(200)).toBe(0);
    expect(rate.take(50)).toBe(500);
  });
});

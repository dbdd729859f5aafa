import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LockWaits } from './lock-waits.ts';

describe('A wait for a lock', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_000 }));
  afterEach(() => void vi.useRealTimers());

  it('begins with the first time that the site was asked for, and ends with the grant', () => {
    const waits = new LockWaits(60_000);
    waits.asked('docs');
    vi.setSystemTime(5_000);
    waits.asked('docs');
    vi.setSystemTime(9_000);
    expect(waits.granted('docs')).toEqual({ from: 1_000, to: 9_000 });
    expect(waits.granted('docs')).toEqual({ from: 9_000, to: 9_000 });
  });

  it('is over when another runner has done the work, so that the next one is not as long as the day', () => {
    const waits = new LockWaits(60_000);
    waits.asked('docs');
    vi.setSystemTime(8 * 3_600_000);
    waits.asked('docs');
    expect(waits.granted('docs')).toEqual({ from: 8 * 3_600_000, to: 8 * 3_600_000 });
  });

  it('forgets the oldest before it takes memory without end', () => {
    const waits = new LockWaits(60_000);
    for (let site = 0; site <= 10_000; site += 1) waits.asked(`s${site}`);
    vi.setSystemTime(2_000);
    expect(waits.granted('s0').from).toBe(2_000);
    expect(waits.granted('s1').from).toBe(1_000);
  });
});

import { describe, expect, it } from 'vitest';
import { createVirtualClock } from './clock.ts';
import { createRandom, faultAt, randomFaults } from './faults.ts';

describe('the virtual clock', () => {
  it('calls what is due in order, with the work that it sets off, and nothing else', async () => {
    const clock = createVirtualClock(1_000);
    const log: string[] = [];
    clock.after(30, () => log.push(`late ${clock.now()}`));
    clock.after(10, () => {
      log.push(`early ${clock.now()}`);
      clock.after(5, () => log.push(`child ${clock.now()}`));
    });
    const cancel = clock.after(20, () => log.push('cancelled'));
    cancel();
    await clock.advance(25);
    expect(log).toEqual(['early 1010', 'child 1015']);
    expect(clock.now()).toBe(1_025);
    await clock.advance(5);
    expect(log).toEqual(['early 1010', 'child 1015', 'late 1030']);
  });
});

describe('faults', () => {
  it('happen at the named occasions', () => {
    const faults = faultAt('ack-lost', 1, 3);
    expect([0, 1, 2, 3, 4].map(() => faults.strikes('ack-lost'))).toEqual([false, true, false, true, false]);
    expect(faults.strikes('delay')).toBe(false);
  });

  it('happen about as often as asked, and the same for the same seed', () => {
    const strikes = (seed: number) => {
      const faults = randomFaults(seed, { delay: 0.3 });
      return Array.from({ length: 2_000 }, () => faults.strikes('delay'));
    };
    const share = strikes(1).filter(Boolean).length / 2_000;
    expect(share).toBeGreaterThan(0.25);
    expect(share).toBeLessThan(0.35);
    expect(strikes(1)).toEqual(strikes(1));
    expect(strikes(1)).not.toEqual(strikes(2));
    const random = createRandom(9);
    expect(Array.from({ length: 1_000 }, random).every((value) => value >= 0 && value < 1)).toBe(true);
  });
});

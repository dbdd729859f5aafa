import { describe, expect, it } from 'vitest';
import type { LiveKey } from './lease.ts';
import { createStillness } from './stillness.ts';

const TTL = 15_000;

const lease = (revision: number, ttlMs?: number): LiveKey => ({
  status: 'live',
  revision,
  value: { owner: 'one', purpose: 'spec', nonce: 'n', ...(ttlMs !== undefined && { ttlMs }) },
  time: new Date(0),
});

const bench = (atMost?: number) => {
  const clock = { time: 0, now: () => clock.time };
  return { clock, stillness: createStillness(clock, TTL, atMost) };
};

describe('a lease that the broker does not drop', () => {
  it('is abandoned once it was seen unchanged for twice its time to live', () => {
    const { clock, stillness } = bench();
    expect(stillness.isAbandoned('site.a', lease(7))).toBe(false);
    clock.time = 2 * TTL;
    expect(stillness.isAbandoned('site.a', lease(7))).toBe(false);
    clock.time += 1;
    expect(stillness.isAbandoned('site.a', lease(7))).toBe(true);
  });

  it('is not abandoned while it is renewed, however seldom we look', () => {
    const { clock, stillness } = bench();
    for (let revision = 1; revision < 5; revision += 1) {
      expect(stillness.isAbandoned('site.a', lease(revision))).toBe(false);
      clock.time += 10 * TTL;
    }
  });

  it('has the time to live that it names itself', () => {
    const { clock, stillness } = bench();
    stillness.isAbandoned('site.a', lease(7, 60_000));
    clock.time = 2 * TTL + 1;
    expect(stillness.isAbandoned('site.a', lease(7, 60_000))).toBe(false);
    clock.time = 120_001;
    expect(stillness.isAbandoned('site.a', lease(7, 60_000))).toBe(true);
  });

  it('is looked at anew where too many others were looked at since', () => {
    const { clock, stillness } = bench(1);
    stillness.isAbandoned('site.a', lease(7));
    stillness.isAbandoned('site.b', lease(8));
    clock.time = 2 * TTL + 1;
    expect(stillness.isAbandoned('site.a', lease(7))).toBe(false);
  });
});

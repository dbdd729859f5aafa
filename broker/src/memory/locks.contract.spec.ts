import type { HeldLock } from '@pagewright/kernel';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LocksUnderTest, describeLocks } from '../../../test/contracts/locks.contract.ts';
import { taskCatalogue } from '../../../test/contracts/tasks.ts';
import { REAL_CLOCK, createVirtualClock } from './clock.ts';
import { createMemoryEventStore } from './event-store.ts';
import { type Faults, NO_FAULTS, randomFaults } from './faults.ts';
import { createMemoryLockBucket } from './locks.ts';
import { createMemoryLog } from './log.ts';

const make = (faults: Faults) => async (): Promise<LocksUnderTest> => {
  const bucket = createMemoryLockBucket({ clock: REAL_CLOCK, ttlSeconds: 1, renewMs: 250 });
  const options = { catalogue: taskCatalogue, duplicateWindowMs: 1_000, now: Date.now, seed: 1, idsFirst: false };
  return {
    events: createMemoryEventStore(createMemoryLog(options), { ...options, faults: NO_FAULTS, clock: REAL_CLOCK }),
    ttlMs: 1_000,
    process: async () => {
      let silent = false;
      let losing = false;
      const own: Faults = {
        strikes: (fault) => {
          if (fault === 'request-lost') return silent || faults.strikes(fault);
          if (fault !== 'ack-lost') return faults.strikes(fault);
          const lost = losing;
          losing = false;
          return lost || faults.strikes(fault);
        },
      };
      return {
        locks: bucket.connect(own),
        silence: async () => void (silent = true),
        loseNextAnswer: () => void (losing = true),
      };
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
};

describeLocks('memory', make(NO_FAULTS));
describeLocks('memory that loses answers', make(randomFaults(2, { 'ack-lost': 0.3 })));

describe('a lock under a virtual clock', () => {
  const owner = { owner: 'runner-1', purpose: 'build 1' };
  const setUp = () => {
    const clock = createVirtualClock();
    let silent = false;
    const bucket = createMemoryLockBucket({ clock, ttlSeconds: 15, renewMs: 5_000 });
    const locks = bucket.connect({ strikes: (fault) => fault === 'request-lost' && silent });
    return { clock, locks, other: bucket.connect(), silence: () => (silent = true), speak: () => (silent = false) };
  };
  const take = async (locks: ReturnType<typeof setUp>['locks']) => {
    const acquired = await locks.acquire('site.a', owner);
    if (acquired.status !== 'held') throw new Error('not held');
    return acquired.lock;
  };

  it('is trusted for 12 of its 15 seconds after the last good renewal, and taken over after 15', async () => {
    const { clock, locks, other, silence } = setUp();
    const lock = await take(locks);
    await clock.advance(5_000);
    silence();
    await clock.advance(11_900);
    expect(lock.lost.aborted).toBe(false);
    await clock.advance(200);
    expect(lock.lost.aborted).toBe(true);
    expect((await other.acquire('site.a', owner)).status).toBe('busy');
    await clock.advance(3_000);
    expect((await other.acquire('site.a', owner)).status).toBe('held');
  });

  it('outlives a silence that ends in time', async () => {
    const { clock, locks, silence, speak } = setUp();
    const lock = await take(locks);
    silence();
    await clock.advance(9_000);
    speak();
    await clock.advance(60_000);
    expect(lock.lost.aborted).toBe(false);
    expect(await locks.inspect('site.a')).toMatchObject({ holder: owner, token: lock.token });
  });

  it('begins above every token of a bucket that was made at an earlier time', async () => {
    const clock = createVirtualClock();
    const before = await createMemoryLockBucket({ clock }).connect().acquire('site.a', owner);
    await clock.advance(1_000);
    const anew = await createMemoryLockBucket({ clock }).connect().acquire('site.a', owner);
    if (before.status !== 'held' || anew.status !== 'held') throw new Error('not held');
    expect(anew.lock.token).toBeGreaterThan(before.lock.token);
  });

  it('is trusted by one holder at a time, with tokens that only grow, whatever happens to requests and answers', async () => {
    const step = fc.oneof(
      fc.record({ type: fc.constant('acquire' as const), process: fc.nat(2) }),
      fc.record({ type: fc.constant('release' as const), process: fc.nat(2) }),
      fc.record({ type: fc.constant('renew' as const), process: fc.nat(2) }),
      fc.record({ type: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 20_000 }) }),
      fc.record({ type: fc.constant('silence' as const), process: fc.nat(2), silent: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.integer(), async (steps, seed) => {
        const clock = createVirtualClock();
        const bucket = createMemoryLockBucket({ clock, ttlSeconds: 15, renewMs: 5_000 });
        const random = randomFaults(seed, { 'ack-lost': 0.2, 'request-lost': 0.1 });
        const silent = [false, false, false];
        const processes = silent.map((_, index) =>
          bucket.connect({
            strikes: (fault) => (fault === 'request-lost' && silent[index] === true) || random.strikes(fault),
          }),
        );
        const trusted = new Set<HeldLock>();
        const heldBy = new Map<number, HeldLock>();
        let newest = 0;
        const take = async (process: number) => {
          const acquired = await processes[process]?.acquire('site.a', owner).catch(() => undefined);
          if (acquired?.status !== 'held') return;
          const { lock } = acquired;
          expect(lock.token).toBeGreaterThan(newest);
          newest = lock.token;
          trusted.add(lock);
          lock.lost.addEventListener('abort', () => trusted.delete(lock));
          heldBy.set(process, lock);
        };
        for (const one of steps) {
          switch (one.type) {
            case 'acquire':
              await take(one.process);
              break;
            case 'release': {
              const lock = heldBy.get(one.process);
              if (lock) trusted.delete(lock);
              await lock?.release();
              break;
            }
            case 'renew':
              await heldBy.get(one.process)?.renew();
              break;
            case 'wait':
              await clock.advance(one.ms);
              break;
            case 'silence':
              silent[one.process] = one.silent;
              break;
          }
          expect(trusted.size).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 150 },
    );
  }, 30_000);

  it.each([{ ttlSeconds: 1.5 }, { ttlSeconds: 0 }, { ttlSeconds: 10, renewMs: 5_000 }, { renewMs: 0 }])(
    'refuses times that cannot work: %j',
    (times) => {
      expect(() => createMemoryLockBucket({ clock: createVirtualClock(), ...times })).toThrow(RangeError);
    },
  );
});

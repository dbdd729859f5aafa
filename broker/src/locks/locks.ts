import { type FencingToken, type LiveLock, type Locks, LocksUnavailable } from '@pagewright/kernel';
import { type LeaseClock, type LeaseTimes, holdLease } from './held-lock.ts';
import { type LeaseStore, type LeaseValue, type LiveKey, tokenOf } from './lease.ts';
import { createFreeRevisions } from './free-revisions.ts';
import { createStillness } from './stillness.ts';

export interface LocksOptions {
  /** Whole seconds, at least 1; 15 unless told. The broker drops a lease that was not renewed for so long. */
  readonly ttlSeconds?: number;
  /** 5,000 unless told; well below 0.8 TTL. */
  readonly renewMs?: number;
}

/** @throws RangeError for times that cannot work. */
export const leaseTimes = ({ ttlSeconds = 15, renewMs = 5_000 }: LocksOptions): LeaseTimes => {
  // The broker counts whole seconds, and takes 1.5 s for anything between one and two.
  if (!Number.isInteger(ttlSeconds) || ttlSeconds < 1) {
    throw new RangeError(`A lock's time to live is whole seconds, at least 1, not ${ttlSeconds}`);
  }
  if (!(renewMs > 0) || renewMs >= 0.5 * ttlSeconds * 1_000) {
    throw new RangeError(`A lock of ${ttlSeconds} s is renewed within half of that, not every ${renewMs} ms`);
  }
  return { ttlMs: ttlSeconds * 1_000, renewMs };
};

/** A key that is taken and freed between our look and our write is looked at again. */
const ACQUIRE_TRIES = 5;

/** The lock protocol of BROKER 3 over any store of leases, also one that forgets to drop them (stillness.ts). */
export const locksOver = (
  store: LeaseStore,
  clock: LeaseClock,
  times: LeaseTimes,
  nonceOf: () => string = () => crypto.randomUUID(),
): Locks => {
  const freeAt = createFreeRevisions();
  const stillness = createStillness(clock, times.ttlMs);
  const busy = (state: LiveKey) => {
    const { owner, purpose } = state.value;
    return { status: 'busy', holder: { owner, purpose }, token: tokenOf(state) } as const;
  };

  return {
    acquire: async (key, { owner, purpose }) => {
      const { ttlMs } = times;
      const value: LeaseValue = { owner, purpose, nonce: nonceOf(), takenAt: new Date().toISOString(), ttlMs };
      const freed = (revision: number) => freeAt.note(key, revision);
      const remembered = freeAt.take(key);
      for (let tries = remembered ? 0 : 1; ; tries += 1) {
        const askedAt = clock.now();
        const held = (revision: number) => {
          const token = revision as FencingToken;
          const lock = holdLease(store, clock, times, { key, value, token, revision, askedAt, freed });
          return { status: 'held', lock } as const;
        };
        const before = tries === 0 && remembered ? remembered : await store.read(key);
        if (before.status === 'live' && !stillness.isAbandoned(key, before)) return busy(before);
        const written = await store.write(key, value, before.revision);
        if (written.status === 'written') return held(written.revision);
        // Somebody was first; or we were, and the answer was lost.
        const after = await store.read(key);
        if (after.status === 'live') return after.value.nonce === value.nonce ? held(after.revision) : busy(after);
        if (written.status === 'unknown' || tries >= ACQUIRE_TRIES) {
          throw new LocksUnavailable(`The lock ${key} could not be taken: the broker did not answer in time`);
        }
      }
    },
    inspect: async (key) => {
      const state = await store.read(key);
      return state.status === 'free' || stillness.isAbandoned(key, state) ? undefined : shown(key, state);
    },
    list: async (prefix) => {
      const live = await store.live(prefix);
      return live.filter(([key, state]) => !stillness.isAbandoned(key, state)).map(([key, state]) => shown(key, state));
    },
    break: async (key, token) => {
      for (let tries = 1; ; tries += 1) {
        const state = await store.read(key);
        if (state.status === 'free' || tokenOf(state) !== token) return 'changed';
        // A renewal may have come in between: it is the same holder, so it is tried again.
        if ((await store.free(key, state.revision)).status === 'written') return 'broken';
        if (tries >= ACQUIRE_TRIES) throw new LocksUnavailable(`The lock ${key} could not be taken away; try again`);
      }
    },
    nextToken: async () => (await store.next()) as FencingToken,
  };
};

const shown = (key: string, state: LiveKey): LiveLock => {
  const { owner, purpose, takenAt } = state.value;
  const since = takenAt === undefined ? undefined : new Date(takenAt);
  return { key, holder: { owner, purpose }, token: tokenOf(state), takenAt: since, renewedAt: state.time };
};

import type { Locks } from '@pagewright/kernel';
import type { KeyState, LeaseStore, LeaseValue, Written } from '../locks/lease.ts';
import { type LocksOptions, leaseTimes, locksOver } from '../locks/locks.ts';
import { lockOfSubject, lockSubject } from '../subjects.ts';
import type { Clock } from './clock.ts';
import { type Faults, NO_FAULTS } from './faults.ts';

export interface MemoryLocksOptions extends LocksOptions {
  readonly clock: Clock;
  readonly faults?: Faults;
  /** Revision of the first lock; Unix milliseconds unless told. */
  readonly firstToken?: number;
}

interface Entry {
  readonly revision: number;
  readonly value?: LeaseValue;
  readonly until: number;
}

/** Locks over a bucket in memory, which several `connect`s share as processes do a broker. */
export const createMemoryLockBucket = ({ clock, firstToken = clock.now(), ...options }: MemoryLocksOptions) => {
  const times = leaseTimes(options);
  const keys = new Map<string, Entry>();
  let next = firstToken;
  /** As the broker does, an expired value makes way for a mark with a revision of its own. */
  const state = (key: string): KeyState => {
    const found = keys.get(lockSubject(key));
    if (!found) return { status: 'free', revision: 0 };
    if (found.value && clock.now() < found.until) {
      return {
        status: 'live',
        revision: found.revision,
        value: found.value,
        time: new Date(found.until - times.ttlMs),
      };
    }
    return { status: 'free', revision: found.value ? put(key, undefined) : found.revision };
  };
  const put = (key: string, value: LeaseValue | undefined): number => {
    const revision = next;
    next += 1;
    keys.set(lockSubject(key), { revision, until: clock.now() + times.ttlMs, ...(value && { value }) });
    return revision;
  };
  const putAt = (key: string, value: LeaseValue | undefined, revision: number): Written =>
    state(key).revision === revision ? { status: 'written', revision: put(key, value) } : { status: 'stale' };

  const storeOf = (faults: Faults): LeaseStore => ({
    read: async (key) => state(key),
    write: async (key, value, revision) => {
      if (faults.strikes('request-lost')) return { status: 'unknown' };
      const written = putAt(key, value, revision);
      return faults.strikes('ack-lost') ? { status: 'unknown' } : written;
    },
    free: async (key, revision) => putAt(key, undefined, revision),
    live: async (prefix) =>
      [...keys.keys()].map(lockOfSubject).flatMap((key) => {
        if (prefix !== undefined && !key.startsWith(`${prefix}.`)) return [];
        const now = state(key);
        return now.status === 'live' ? [[key, now] as const] : [];
      }),
    next: async () => next,
  });
  return {
    /** The locks of one process; its faults are its own. */
    connect: (faults: Faults = options.faults ?? NO_FAULTS): Locks => locksOver(storeOf(faults), clock, times),
  };
};

import { type JetStreamPublishOptions, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type NatsConnection, headers } from '@nats-io/transport-node';
import { type Locks, LocksUnavailable } from '@pagewright/kernel';
import { createStreamReader, type StoredMessage } from '../direct-get.ts';
import { isStaleExpectation, isUnanswered } from '../nats-errors.ts';
import { publishSettled } from '../publish-settled.ts';
import { LOCKS_BUCKET, lockOfSubject, locksFilter, lockSubject } from '../subjects.ts';
import { isLive } from '../tombstone.ts';
import type { KeyState, LeaseStore, LeaseValue, LiveKey, Written } from './lease.ts';
import { type LocksOptions, leaseTimes, locksOver } from './locks.ts';

const MARKER_TTL = '60s';

export const MONOTONIC = {
  now: () => performance.now(),
  after: (ms: number, callback: () => void) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** Locks on JetStream. Each write is a plain publish, since the client's own update forgets the time to live. */
export const createLocks = async (nc: NatsConnection, options: LocksOptions = {}): Promise<Locks> => {
  const times = leaseTimes(options);
  return locksOver(await createLeaseStore(nc, times.ttlMs, Math.min(times.renewMs, 2_000)), MONOTONIC, times);
};

export const createLeaseStore = async (nc: NatsConnection, ttlMs: number, timeout: number): Promise<LeaseStore> => {
  const js = jetstream(nc, { timeout });
  const jsm = await jetstreamManager(nc, { checkAPI: false, timeout });
  const reader = await createStreamReader(nc, LOCKS_BUCKET, timeout);
  const ttl = `${ttlMs / 1_000}s`;
  const expecting = (revision: number) => ({ streamName: LOCKS_BUCKET, lastSubjectSequence: revision });

  const swap = async (key: string, body: string, options: Partial<JetStreamPublishOptions>): Promise<Written> => {
    try {
      const { seq } = await publishSettled(() => js.publish(lockSubject(key), body, options));
      return { status: 'written', revision: seq };
    } catch (error) {
      if (isStaleExpectation(error)) return { status: 'stale' };
      if (isUnanswered(error)) return { status: 'unknown' };
      throw error;
    }
  };

  return {
    read: (key) =>
      available(key, async (): Promise<KeyState> => {
        const newest = await reader.newest(lockSubject(key));
        if (!newest || !isLive(newest)) return { status: 'free', revision: newest?.seq ?? 0 };
        return liveKey(newest);
      }),
    write: (key, value, revision) => swap(key, JSON.stringify(value), { ttl, expect: expecting(revision), timeout }),
    free: (key, revision) => {
      const marker = headers();
      marker.set('KV-Operation', 'PURGE');
      marker.set('Nats-Rollup', 'sub');
      return swap(key, '', { headers: marker, ttl: MARKER_TTL, expect: expecting(revision), timeout });
    },
    live: (prefix) =>
      available('bucket', async () => {
        // One that is renewed or freed meanwhile comes again, at a later place.
        const found = new Map<string, LiveKey>();
        // The bucket is read from its leader alone.
        let message = await reader.next(locksFilter(prefix), 1);
        while (message) {
          if (isLive(message)) found.set(lockOfSubject(message.subject), liveKey(message));
          else found.delete(lockOfSubject(message.subject));
          message = await reader.next(locksFilter(prefix), message.seq + 1);
        }
        return [...found];
      }),
    next: () => available('bucket', async () => (await jsm.streams.info(LOCKS_BUCKET)).state.last_seq + 1),
  };
};

const liveKey = ({ seq, data, time }: StoredMessage): LiveKey => {
  const value = JSON.parse(new TextDecoder().decode(data)) as LeaseValue;
  return { status: 'live', revision: seq, value, time };
};

const available = async <Result>(key: string, read: () => Promise<Result>): Promise<Result> => {
  try {
    return await read();
  } catch (cause) {
    if (!isUnanswered(cause)) throw cause;
    throw new LocksUnavailable(`The lock ${key} cannot be looked up: the broker does not answer`, { cause });
  }
};

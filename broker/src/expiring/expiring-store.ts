import { jetstream } from '@nats-io/jetstream';
import { type NatsConnection, headers } from '@nats-io/transport-node';
import { type ExpiringStore } from '@pagewright/kernel';
import { answering } from '../answering.ts';
import { createStreamReader } from '../direct-get.ts';
import { isStaleExpectation } from '../nats-errors.ts';
import { publishSettled } from '../publish-settled.ts';
import { SESSIONS_BUCKET, sessionSubject } from '../subjects.ts';
import { isLive } from '../tombstone.ts';

const TRIES = 10;
const MARK_TTL = '1s';

/** Values with a time to live per key; every write carries it again, since the broker forgets it otherwise. */
export const createExpiringStore = async (nc: NatsConnection): Promise<ExpiringStore> => {
  const js = jetstream(nc);
  const reader = await createStreamReader(nc, SESSIONS_BUCKET);
  const decoder = new TextDecoder();

  /** False when the key's revision is no longer the given one. */
  const write = async (subject: string, value: unknown, revision: number, ttlSeconds: number): Promise<boolean> => {
    const ttl = `${requireSeconds(ttlSeconds)}s`;
    const expect = { streamName: SESSIONS_BUCKET, lastSubjectSequence: revision };
    try {
      await publishSettled(() => js.publish(subject, JSON.stringify(value ?? null), { ttl, expect }));
      return true;
    } catch (error) {
      if (isStaleExpectation(error)) return false;
      throw error;
    }
  };

  return {
    get: (key) =>
      answering('The store of expiring values', async () => {
        const newest = await reader.newest(sessionSubject(key));
        if (!newest || !isLive(newest)) return undefined;
        return { value: JSON.parse(decoder.decode(newest.data)) as unknown, revision: newest.seq };
      }),
    create: (key, value, ttlSeconds) =>
      answering('The store of expiring values', async () => {
        for (let tries = 0; tries < TRIES; tries += 1) {
          const newest = await reader.newest(sessionSubject(key));
          if (newest && isLive(newest)) return false;
          // What was deleted, or has expired meanwhile, is looked at again.
          if (await write(sessionSubject(key), value, newest?.seq ?? 0, ttlSeconds)) return true;
        }
        return false;
      }),
    replace: (key, value, revision, ttlSeconds) =>
      answering('The store of expiring values', async () => {
        if (!Number.isSafeInteger(revision) || revision < 1) return false;
        return write(sessionSubject(key), value, revision, ttlSeconds);
      }),
    delete: (key) =>
      answering('The store of expiring values', async () => {
        const mark = headers();
        mark.set('KV-Operation', 'DEL');
        await js.publish(sessionSubject(key), new Uint8Array(), { headers: mark, ttl: MARK_TTL });
      }),
  };
};

/** @throws RangeError for what the broker would round or refuse. */
export const requireSeconds = (seconds: number): number => {
  if (!Number.isSafeInteger(seconds) || seconds < 1) {
    throw new RangeError(`A time to live is whole seconds, at least 1, not ${seconds}`);
  }
  return seconds;
};

import { jetstream } from '@nats-io/jetstream';
import { type NatsConnection, headers } from '@nats-io/transport-node';
import { type ExpiringStore } from '@pagewright/kernel';
import { answering } from '../answering.ts';
import { type StoredMessage, createStreamReader } from '../direct-get.ts';
import { isStaleExpectation } from '../nats-errors.ts';
import { publishSettled } from '../publish-settled.ts';
import { SESSIONS_BUCKET, sessionSubject } from '../subjects.ts';
import { isLive } from '../tombstone.ts';

const TRIES = 10;
const MARK_TTL = '1s';

/**
 * Values with a time to live per key; every write carries it again, since the broker forgets it otherwise. One that the broker
 * should have dropped is none: after a kill it may not know any more when its messages end (docs/decisions/0054).
 */
export const createExpiringStore = async (
  nc: NatsConnection,
  { now = Date.now }: { readonly now?: () => number } = {},
): Promise<ExpiringStore> => {
  const js = jetstream(nc);
  const reader = await createStreamReader(nc, SESSIONS_BUCKET);
  const decoder = new TextDecoder();
  const isThere = (message: StoredMessage): boolean => isLive(message) && !isOverdue(message, now());

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
        if (!newest || !isThere(newest)) return undefined;
        return { value: JSON.parse(decoder.decode(newest.data)) as unknown, revision: newest.seq };
      }),
    create: (key, value, ttlSeconds) =>
      answering('The store of expiring values', async () => {
        for (let tries = 0; tries < TRIES; tries += 1) {
          const newest = await reader.newest(sessionSubject(key));
          if (newest && isThere(newest)) return false;
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

/** The broker's clock and ours may differ by so much. */
const SLACK_MS = 60_000;

const isOverdue = ({ headers, time }: StoredMessage, now: number): boolean => {
  const seconds = Number(/^(\d+)s$/.exec(headers?.get('Nats-TTL') ?? '')?.[1]);
  return now > time.getTime() + seconds * 1_000 + SLACK_MS;
};

/** @throws RangeError for what the broker would round or refuse. */
export const requireSeconds = (seconds: number): number => {
  if (!Number.isSafeInteger(seconds) || seconds < 1) {
    throw new RangeError(`A time to live is whole seconds, at least 1, not ${seconds}`);
  }
  return seconds;
};

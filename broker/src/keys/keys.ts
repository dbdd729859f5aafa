import { randomBytes } from 'node:crypto';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type NatsConnection, headers } from '@nats-io/transport-node';
import { KeyErased, type KeyOwner, type Keys, StoreUnavailable, requireToken } from '@pagewright/kernel';
import { answering } from '../answering.ts';
import { createStreamReader } from '../direct-get.ts';
import { isMessageGone, isStaleExpectation } from '../nats-errors.ts';
import { publishSettled } from '../publish-settled.ts';
import { KEYS_BUCKET, dataKeySubject } from '../subjects.ts';
import { isLive } from '../tombstone.ts';
import { sharing } from './sharing.ts';

export const KEY_BYTES = 32;
const TRIES = 10;

/** The key's name, which sealed text carries. */
export const keyName = ({ kind, id }: KeyOwner): string =>
  `${requireToken(kind, 'owner')}.${requireToken(id, 'owner')}`;

export const keyErased = ({ kind, id }: KeyOwner): KeyErased =>
  new KeyErased(`The key of ${kind} ${id} was erased; nothing can be sealed for it any more`);

/**
 * Data keys in their bucket, read from the leader each time: a key that somebody has erased is never used from a cache.
 * Only those who ask at once, as for the texts of a batch of events, share a question.
 * Erasing overwrites the key's bytes on the broker's disk and leaves a mark for ever, which is why none is made again.
 */
export const createKeys = async (nc: NatsConnection): Promise<Keys> => {
  const js = jetstream(nc);
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  const reader = await createStreamReader(nc, KEYS_BUCKET);

  const find: Keys['find'] = sharing((key) =>
    answering('The keys', async () => {
      const newest = await reader.newest(dataKeySubject(key));
      return newest && isLive(newest) ? newest.data : undefined;
    }),
  );

  return {
    find,
    ensure: (owner) =>
      answering('The keys', async () => {
        const key = keyName(owner);
        const subject = dataKeySubject(key);
        for (let tries = 0; tries < TRIES; tries += 1) {
          const newest = await reader.newest(subject);
          if (newest && !isLive(newest)) throw keyErased(owner);
          if (newest) return { key, bytes: newest.data };
          const bytes = randomBytes(KEY_BYTES);
          const expect = { streamName: KEYS_BUCKET, lastSubjectSequence: 0 };
          const publishing = publishSettled(() => js.publish(subject, bytes, { expect }));
          const made = await publishing.catch((error: unknown) => {
            if (!isStaleExpectation(error)) throw error;
          });
          if (made) return { key, bytes: new Uint8Array(bytes) };
        }
        throw new StoreUnavailable(`The key ${key} could not be made`);
      }),
    erase: (owner) =>
      answering('The keys', async () => {
        const subject = dataKeySubject(keyName(owner));
        for (let tries = 0; tries < TRIES; tries += 1) {
          const newest = await reader.newest(subject);
          if (newest && !isLive(newest)) return;
          // The bytes first: a mark alone would leave them in the file until it is compacted.
          if (newest) await overwrite(newest.seq);
          if (await mark(subject)) return;
        }
        throw new StoreUnavailable(`The key ${keyName(owner)} could not be erased`);
      }),
  };

  async function overwrite(sequence: number): Promise<void> {
    await jsm.streams.deleteMessage(KEYS_BUCKET, sequence, true).catch((error: unknown) => {
      if (!isMessageGone(error)) throw error;
    });
  }

  /** False when somebody has made the key anew in between: then that one has to go first. */
  async function mark(subject: string): Promise<boolean> {
    const erased = headers();
    erased.set('KV-Operation', 'PURGE');
    const options = { headers: erased, expect: { streamName: KEYS_BUCKET, lastSubjectSequence: 0 } };
    try {
      await publishSettled(() => js.publish(subject, new Uint8Array(), options));
      return true;
    } catch (error) {
      if (!isStaleExpectation(error)) throw error;
      return false;
    }
  }
};

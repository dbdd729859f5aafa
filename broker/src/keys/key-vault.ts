import { jetstream } from '@nats-io/jetstream';
import { type NatsConnection, headers } from '@nats-io/transport-node';
import { readInOrder } from '../ordered-reader.ts';
import { KEYS_BUCKET, dataKeySubject } from '../subjects.ts';
import { isLive } from '../tombstone.ts';

/** A data key as it lies in the bucket. One that was erased is kept as that, so that it is never made again. */
export interface KeptKey {
  readonly key: string;
  readonly bytes: Uint8Array | 'erased';
}

const PREFIX = dataKeySubject('k').slice(0, -1);
const MANY = 500;

/** Every data key, in no order that matters. */
export async function* allKeys(nc: NatsConnection): AsyncGenerator<KeptKey> {
  for await (const { messages, caughtUp } of readInOrder(nc, {
    reader: 'A backup',
    stream: KEYS_BUCKET,
    after: 0,
    maxBatch: MANY,
  })) {
    for (const message of messages) {
      const live = isLive(message);
      yield { key: message.subject.slice(PREFIX.length), bytes: live ? message.data : 'erased' };
    }
    if (caughtUp) return;
  }
}

/** Puts a key back where there is none. @throws JetStreamApiError where there is one already */
export const putKeyBack = async (nc: NatsConnection, { key, bytes }: KeptKey): Promise<void> => {
  const expect = { streamName: KEYS_BUCKET, lastSubjectSequence: 0 };
  const js = jetstream(nc);
  if (bytes !== 'erased') return void (await js.publish(dataKeySubject(key), bytes, { expect }));
  const erased = headers();
  erased.set('KV-Operation', 'PURGE');
  await js.publish(dataKeySubject(key), new Uint8Array(), { headers: erased, expect });
};

import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { StreamName } from '@pagewright/kernel';
import { EXPECTED_SEQUENCE, attributesIn, headersWith } from '../events/envelope.ts';
import { readInOrder } from '../ordered-reader.ts';
import { EVENTS_STREAM, eventSubject, parseEventSubject, streamFilter } from '../subjects.ts';
import { LogNotFilled, LogNotWhole, type LogTarget, type RawEvent } from './raw-log.ts';

const CHUNK = 500;
const ANSWER_MS = 30_000;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The broker's log. Its positions have no gaps, since nothing is ever deleted from it, so what is filled in order keeps them. */
export const createJetStreamRawLog = async (nc: NatsConnection): Promise<LogTarget> => {
  const js = jetstream(nc, { timeout: ANSWER_MS });
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  const heads = new Map<StreamName, number>();
  let end = 0;

  /** The stream's own previous position is the expectation, as it would be without batches: the way back through it. */
  const publish = async (event: RawEvent): Promise<number> => {
    const should = (end += 1);
    const headers = headersWith(event.attributes);
    headers.set('Nats-Msg-Id', event.attributes.get('id') ?? '');
    headers.set('Nats-Expected-Stream', EVENTS_STREAM);
    headers.set(EXPECTED_SEQUENCE, String(heads.get(event.stream) ?? 0));
    headers.set('Nats-Expected-Last-Subject-Sequence-Subject', streamFilter(event.stream));
    heads.set(event.stream, should);
    const ack = await js.publish(eventSubject(event.stream, event.type), JSON.stringify(event.data), { headers });
    if (ack.duplicate || ack.seq !== should) {
      throw new LogNotFilled(
        `An event came to lie at ${ack.seq} instead of ${should}: somebody else writes to the log`,
      );
    }
    return should;
  };

  return {
    name: 'The log on the broker',
    last: async () => (await jsm.streams.info(EVENTS_STREAM)).state.last_seq,
    read: async function* (after, upTo) {
      let place = after;
      if (place >= upTo) return;
      for await (const { messages } of readInOrder(nc, {
        reader: 'A copy',
        stream: EVENTS_STREAM,
        after,
        maxBatch: CHUNK,
      })) {
        const events: RawEvent[] = [];
        for (const message of messages) {
          if (message.seq > upTo) break;
          if (message.seq !== place + 1)
            throw new LogNotWhole(`The log has nothing between ${place} and ${message.seq}`);
          place = message.seq;
          const { stream, type } = parseEventSubject(message.subject);
          const data = JSON.parse(decoder.decode(message.data)) as object;
          events.push({ position: place, stream, type, attributes: attributesIn(message), data });
        }
        if (events.length > 0) yield events;
        if (place >= upTo) return;
      }
    },
    append: async (events) => {
      const sent = await Promise.allSettled(events.map(publish));
      const failed = sent.find((one) => one.status === 'rejected');
      if (failed)
        throw new LogNotFilled(`The log could not be filled: ${String(failed.reason)}`, { cause: failed.reason });
      return sent.map((one) => (one.status === 'fulfilled' ? one.value : 0));
    },
  };
};

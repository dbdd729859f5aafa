import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import {
  type EventCatalogue,
  type EventFeed,
  type FeedBatch,
  type FeedOptions,
  type Position,
  position,
} from '@pagewright/kernel';
import { answering } from '../answering.ts';
import { readInOrder } from '../ordered-reader.ts';
import { EVENTS_STREAM, kindOfSubject } from '../subjects.ts';
import { readEvent } from './envelope.ts';

const DEFAULT_BATCH = 500;

export interface EventFeedOptions {
  readonly catalogue: EventCatalogue;
  /** Whose feed it is, for errors; `This reader` unless told. */
  readonly reader?: string;
}

/**
 * The log as an ordered stream. All kinds are read and the others dropped here, so that one place keeps a position that
 * moves over them; only what was asked for is parsed.
 */
export const createEventFeed = async (
  nc: NatsConnection,
  { catalogue, reader = 'This reader' }: EventFeedOptions,
): Promise<EventFeed> => {
  const jsm = await jetstreamManager(nc, { checkAPI: false });

  async function* subscribe({
    after,
    kinds,
    maxBatch = DEFAULT_BATCH,
    signal,
  }: FeedOptions): AsyncGenerator<FeedBatch> {
    const wanted = kinds && new Set(kinds);
    const chunks = readInOrder(nc, { reader, stream: EVENTS_STREAM, after, maxBatch, signal });
    let reached: Position = after;
    let caughtUp = false;
    for await (const chunk of chunks) {
      const events = chunk.messages
        .filter(({ subject }) => !wanted || wanted.has(kindOfSubject(subject)))
        .map((message) => readEvent(message, catalogue));
      if (events.length === 0 && chunk.position === reached && chunk.caughtUp === caughtUp) continue;
      reached = position(chunk.position);
      caughtUp = chunk.caughtUp;
      yield { events, position: reached, caughtUp };
    }
  }

  return {
    last: () => answering('The log', async () => position((await jsm.streams.info(EVENTS_STREAM)).state.last_seq)),
    subscribe,
  };
};

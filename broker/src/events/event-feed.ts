import { type JsMsg, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import {
  type EventCatalogue,
  type EventFeed,
  type FeedBatch,
  type FeedOptions,
  type Position,
  type Recorded,
  position,
} from '@pagewright/kernel';
import { answering } from '../answering.ts';
import { createStreamReader } from '../direct-get.ts';
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
  const leader = await createStreamReader(nc, EVENTS_STREAM);

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
      const asked = chunk.messages.filter(({ subject }) => !wanted || wanted.has(kindOfSubject(subject)));
      const { events, failure } = readable(asked, (message) => readEvent(message, catalogue));
      if (failure) {
        // What comes before it is delivered, so that the reader stops exactly there.
        const last = events.at(-1);
        if (last) yield { events, position: last.meta.position, caughtUp: false, bytes: bytesOf(asked) };
        throw failure.error;
      }
      if (events.length === 0 && chunk.position === reached && chunk.caughtUp === caughtUp) continue;
      reached = position(chunk.position);
      caughtUp = chunk.caughtUp;
      yield { events, position: reached, caughtUp, bytes: bytesOf(asked) };
    }
  }

  return {
    last: () => answering('The log', async () => position((await jsm.streams.info(EVENTS_STREAM)).state.last_seq)),
    first: () =>
      answering('The log', async () => {
        const stored = await leader.next('>', 1);
        return stored && readEvent(stored, catalogue);
      }),
    subscribe,
  };
};

const bytesOf = (messages: readonly JsMsg[]): number => messages.reduce((sum, { data }) => sum + data.length, 0);

/** The readable beginning of a piece of the log, and why it ends. */
export const readable = <Stored>(
  stored: readonly Stored[],
  read: (one: Stored) => Recorded,
): { readonly events: readonly Recorded[]; readonly failure?: { readonly error: unknown } } => {
  const events: Recorded[] = [];
  for (const one of stored) {
    try {
      events.push(read(one));
    } catch (error) {
      return { events, failure: { error } };
    }
  }
  return { events };
};

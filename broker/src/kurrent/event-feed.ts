import {
  BEGINNING,
  type EventCatalogue,
  type EventFeed,
  type FeedBatch,
  type FeedOptions,
  HistoryLost,
  type Position,
} from '@pagewright/kernel';
import { readable } from '../events/event-feed.ts';
import { BrokerGone } from '../connection/connect.ts';
import { pauseUnless } from '../running.ts';
import type { Kurrent } from './connect-kurrent.ts';
import { answering } from './event-store.ts';
import { isUnanswered } from './kurrent-errors.ts';
import { type KurrentReader, createKurrentReader } from './kurrent-reader.ts';
import { type LiveLog, openLiveLog } from './live-log.ts';
import { readEvent } from './recorded.ts';

export interface KurrentEventFeedOptions {
  readonly catalogue: EventCatalogue;
  /** Whose feed it is, for errors; `This reader` unless told. */
  readonly reader?: string;
}

const DEFAULT_BATCH = 500;
const RETRY_MS = 250;

/**
 * The log as an ordered stream: a subscription to everything that is ours, made anew from our own place whenever it
 * breaks. Nothing says by itself that the end was reached, so the end is asked for whenever what came in has been
 * handed on.
 */
export const createKurrentEventFeed = (
  kurrent: Kurrent,
  { catalogue, reader = 'This reader' }: KurrentEventFeedOptions,
): EventFeed => {
  const reads = createKurrentReader(kurrent);
  const last = () => lastPosition(reads);

  /** What one subscription brings, until it breaks or is told to end. */
  async function* follow(live: LiveLog, { kinds, maxBatch = DEFAULT_BATCH }: FeedOptions): AsyncGenerator<FeedBatch> {
    const wanted = kinds && new Set(kinds);
    for (;;) {
      const chunk = await live.next(maxBatch);
      const newest = chunk?.at(-1);
      if (!chunk || !newest) return;
      const asked = chunk.filter(({ kind }) => !wanted || wanted.has(kind));
      const { events, failure } = readable(asked, (one) => readEvent(one, catalogue));
      if (failure) {
        // What comes before it is delivered, so that the reader stops exactly there.
        const before = events.at(-1);
        if (before) yield { events, position: before.meta.position, caughtUp: false };
        throw failure.error;
      }
      const caughtUp = live.empty && (await last()) <= newest.position;
      yield { events, position: newest.position, caughtUp };
    }
  }

  async function* subscribe(options: FeedOptions): AsyncGenerator<FeedBatch> {
    const { signal, maxBatch = DEFAULT_BATCH } = options;
    let place = options.after;
    let caughtUp = false;
    for (;;) {
      if (signal?.aborted) return;
      if (kurrent.closed) throw new BrokerGone(reader);
      let live: LiveLog | undefined;
      try {
        const end = await last();
        if (end < place) throw new HistoryLost(reader, place, end);
        live = openLiveLog(kurrent, { after: place, ahead: maxBatch * 2, signal });
        if (end === place && !caughtUp) {
          caughtUp = true;
          yield { events: [], position: place, caughtUp };
        }
        for await (const batch of follow(live, options)) {
          ({ position: place, caughtUp } = batch);
          yield batch;
        }
      } catch (error) {
        if (!isUnanswered(error)) throw error;
      } finally {
        live?.close();
      }
      await pauseUnless(signal, RETRY_MS);
    }
  }

  return {
    last: () => answering(last),
    first: () =>
      answering(async () => {
        const stored = await reads.first();
        return stored && readEvent(stored, catalogue);
      }),
    subscribe,
  };
};

const lastPosition = async (reads: KurrentReader): Promise<Position> => (await reads.last())?.position ?? BEGINNING;

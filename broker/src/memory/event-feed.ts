import {
  BEGINNING,
  type EventFeed,
  type FeedBatch,
  type FeedOptions,
  HistoryLost,
  type Position,
} from '@pagewright/kernel';
import type { Clock } from './clock.ts';
import { type Faults, maybeDelay } from './faults.ts';
import type { MemoryLog } from './log.ts';

export const createMemoryEventFeed = (
  log: MemoryLog,
  { faults, clock }: { readonly faults: Faults; readonly clock: Clock },
): EventFeed => {
  async function* subscribe({ after, kinds, maxBatch = 500, signal }: FeedOptions): AsyncGenerator<FeedBatch> {
    const wanted = kinds && new Set(kinds);
    let reached: Position = after;
    let told: Position | undefined;
    for (;;) {
      await maybeDelay(faults, clock);
      if (signal?.aborted) return;
      if (log.last < reached) throw new HistoryLost('This reader', reached, log.last);
      if (log.last > reached || told === undefined) {
        const { events, failure } = log.after(reached, maxBatch, ({ kind }) => !wanted || wanted.has(kind));
        if (failure) {
          const last = events.at(-1);
          if (last) yield { events, position: last.meta.position, caughtUp: false };
          throw failure.error;
        }
        reached = log.coverage(reached, maxBatch);
        const caughtUp = reached === log.last;
        told = reached;
        yield { events, position: reached, caughtUp };
      } else {
        await change(log, signal);
      }
    }
  }
  return {
    last: async () => {
      await maybeDelay(faults, clock);
      return log.last;
    },
    first: async () => {
      await maybeDelay(faults, clock);
      const { events, failure } = log.after(BEGINNING, 1);
      if (failure) throw failure.error;
      return events[0];
    },
    subscribe,
  };
};

/** Waits for an append or the signal. */
export const change = (log: MemoryLog, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      stop();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const stop = log.onAppend(done);
    signal?.addEventListener('abort', done, { once: true });
    if (signal?.aborted) done();
  });

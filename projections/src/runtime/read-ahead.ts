import type { FeedBatch, Recorded } from '@pagewright/kernel';

/** What may wait in memory. */
export interface Most {
  readonly events: number;
  readonly bytes: number;
}

/**
 * Reads on while the caller writes what it got: the next batch is all that has come meanwhile, so that parsing and the
 * database work at the same time, and a reader that is behind writes few large batches. It stops
 * when so many events wait, or so many bytes of their data: it holds that and one batch of the source more. What a source
 * throws is thrown after all that came before it.
 */
export async function* readAhead(source: AsyncIterable<FeedBatch>, most: Most): AsyncGenerator<FeedBatch> {
  let events: Recorded[] = [];
  let reached: Omit<FeedBatch, 'events'> | undefined;
  let bytes = 0;
  let over = false;
  let failure: { readonly error: unknown } | undefined;
  let arrived = Promise.withResolvers<void>();
  let taken = Promise.withResolvers<void>();

  const fill = async (): Promise<void> => {
    try {
      for await (const batch of source) {
        const { events: more, ...to } = batch;
        events.push(...more);
        bytes += to.bytes ?? 0;
        reached = to;
        arrived.resolve();
        if (events.length >= most.events || bytes >= most.bytes) await taken.promise;
        if (over) return;
      }
    } catch (error) {
      failure = { error };
    } finally {
      over = true;
      arrived.resolve();
    }
  };
  const filling = fill();

  try {
    for (;;) {
      if (!reached && !over) await arrived.promise;
      arrived = Promise.withResolvers();
      const batch = reached && { ...reached, events, bytes };
      events = [];
      bytes = 0;
      reached = undefined;
      taken.resolve();
      taken = Promise.withResolvers();
      if (batch) yield batch;
      else if (over) break;
    }
    if (failure) throw failure.error;
  } finally {
    over = true;
    taken.resolve();
    // The source ends by its own signal; one that waits for news would keep us here.
    void filling;
  }
}

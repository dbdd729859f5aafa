import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { answering } from '../answering.ts';
import { readInOrder } from '../ordered-reader.ts';
import { EVENTS_STREAM, eventFilters, type EventsWanted } from '../subjects.ts';
import { ScannedEvent } from './scanned-event.ts';

export interface ScanOptions extends EventsWanted {
  /** Exclusive; 0 unless told. */
  readonly after?: number;
  /** Inclusive; the end of the log at the beginning of the scan unless told. */
  readonly until?: number;
  readonly signal?: AbortSignal;
}

const PIECE = 5_000;

/** Position of the newest event, 0 for an empty log. */
export const lastPosition = async (nc: NatsConnection): Promise<number> => {
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  return answering('The log', async () => (await jsm.streams.info(EVENTS_STREAM)).state.last_seq);
};

/**
 * Reads a piece of the log once, in order, and parses nothing: for questions about the whole of it. What is not wanted
 * stays on the broker.
 * @throws StoreUnavailable | BrokerGone
 */
export async function* scanLog(nc: NatsConnection, options: ScanOptions = {}): AsyncGenerator<readonly ScannedEvent[]> {
  const { after = 0, signal, ...wanted } = options;
  const until = Math.min(options.until ?? Number.POSITIVE_INFINITY, await lastPosition(nc));
  if (after >= until) return;
  const reading = readInOrder(nc, {
    reader: 'This reader',
    stream: EVENTS_STREAM,
    filters: eventFilters(wanted),
    after,
    maxBatch: PIECE,
    signal,
  });
  for await (const { messages, position, caughtUp } of reading) {
    const events = messages.filter(({ seq }) => seq <= until).map((message) => new ScannedEvent(message));
    if (events.length > 0) yield events;
    if (caughtUp || position >= until) return;
  }
}

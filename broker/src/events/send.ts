import { setTimeout as pause } from 'node:timers/promises';
import { type JetStreamClient, JetStreamApiError, jetstream } from '@nats-io/jetstream';
import { type MsgHdrs, MsgHdrsImpl, type NatsConnection, nuid } from '@nats-io/transport-node';
import { StoreFull, StoreUnavailable } from '@pagewright/kernel';
import {
  isBatchLost,
  isFull,
  isKnownMessageId,
  isOverloaded,
  isOwnInFlight,
  isStaleExpectation,
  isUnanswered,
} from '../nats-errors.ts';
import { EVENTS_STREAM, streamFilter } from '../subjects.ts';
import { createGate } from '../gate.ts';
import { BATCH_ID, BATCH_SEQUENCE, EXPECTED_SEQUENCE, envelopeOf } from './envelope.ts';
import type { PreparedEvent } from './prepare.ts';

/** What came of sending: the sequence of the last event, or why there is none. */
export type Sent =
  | { readonly status: 'stored'; readonly last: number }
  | { readonly status: 'conflict' }
  | { readonly status: 'duplicate' }
  | { readonly status: 'unknown'; readonly cause: unknown };

export interface SenderOptions {
  readonly workspace: string;
  readonly timeoutMs: number;
  readonly random: () => number;
}

/** How long an overloaded broker is asked again: as long as it holds a batch that nobody ends, it may refuse a new one. */
const OVERLOAD_PATIENCE_MS = 5_000;
const LONGEST_PAUSE_MS = 250;
/** Batches of this process that are open at once; the server bears 50 per stream over all writers. */
const OPEN_BATCHES = 16;

/** The server refused the append for a reason that is no answer to a command: a fault of the program or the set-up. */
export class AppendRefused extends Error {
  override readonly name = 'AppendRefused';
}

/**
 * Sends an append: one event as a plain publish, several as one atomic batch (NATS ADR-50) whose headers are written
 * here, since the SDK's batch drops expectations and message ids and hides errors (BROKER 0.4). Every message carries
 * the expectation of its own stream, under the one spelling of its filter.
 * @throws StoreFull | StoreUnavailable | AppendRefused when nothing was stored
 */
export const createSender = (nc: NatsConnection, options: SenderOptions) => {
  const js = jetstream(nc, { timeout: options.timeoutMs });
  const throughGate = createGate(OPEN_BATCHES);
  const sendOnce = (events: readonly PreparedEvent[]): Promise<Sent> =>
    events.length === 1 ? sendOne(js, events, options) : throughGate(() => sendBatch(nc, js, events, options));

  return async (events: readonly PreparedEvent[]): Promise<Sent> => {
    const until = performance.now() + OVERLOAD_PATIENCE_MS;
    for (let tries = 1; ; tries += 1) {
      try {
        return await sendOnce(events);
      } catch (error) {
        if (isOverloaded(error) && performance.now() < until) {
          await pause(Math.min(2 ** tries * 5, LONGEST_PAUSE_MS) * (0.5 + options.random()));
          continue;
        }
        return failureOf(error);
      }
    }
  };
};

const sendOne = async (
  js: JetStreamClient,
  [event]: readonly PreparedEvent[],
  { workspace, timeoutMs }: SenderOptions,
): Promise<Sent> => {
  if (!event) throw new RangeError('no event');
  const ack = await js.publish(event.subject, event.body, { headers: headersOf(event, workspace), timeout: timeoutMs });
  // The broker met the message id inside its duplicate window: that is no proof that the event is in its stream.
  return ack.duplicate ? { status: 'duplicate' } : { status: 'stored', last: ack.seq };
};

const sendBatch = async (
  nc: NatsConnection,
  js: JetStreamClient,
  events: readonly PreparedEvent[],
  { workspace, timeoutMs }: SenderOptions,
): Promise<Sent> => {
  // A fresh id per attempt: taking up a half-sent batch again makes the server drop both.
  const batch = nuid.next();
  const messages = events.map((event, index) => {
    const headers = headersOf(event, workspace);
    headers.set(BATCH_ID, batch);
    headers.set(BATCH_SEQUENCE, String(index + 1));
    return { subject: event.subject, body: event.body, headers };
  });
  const [first, ...rest] = messages;
  const last = rest.pop();
  if (!first || !last) throw new RangeError('a batch has at least two events');
  // The first is answered by an empty message, or by the refusal to open a batch.
  const opened = await nc.request(first.subject, first.body, { headers: first.headers, timeout: timeoutMs });
  if (opened.data.length > 0) throw refusalIn(opened.data);
  for (const { subject, body, headers } of rest) nc.publish(subject, body, { headers });
  last.headers.set('Nats-Batch-Commit', '1');
  const ack = await js.publish(last.subject, last.body, { headers: last.headers, timeout: timeoutMs });
  return ack.duplicate ? { status: 'duplicate' } : { status: 'stored', last: ack.seq };
};

/** Made at once: the SDK's own `set` looks through all that there is each time. */
export const headersOf = (event: PreparedEvent, workspace: string): MsgHdrs =>
  MsgHdrsImpl.fromRecord(
    Object.assign(envelopeOf(event, workspace), {
      'Nats-Msg-Id': [event.id],
      'Nats-Expected-Stream': [EVENTS_STREAM],
      [EXPECTED_SEQUENCE]: [String(event.expected)],
      'Nats-Expected-Last-Subject-Sequence-Subject': [streamFilter(event.stream)],
    }),
  );

const refusalIn = (data: Uint8Array): Error => {
  const text = new TextDecoder().decode(data);
  const { error } = JSON.parse(text) as { error?: { code: number; err_code: number; description: string } };
  return error ? new JetStreamApiError(error) : new AppendRefused(`The broker answered a batch's first event: ${text}`);
};

const failureOf = (error: unknown): Sent => {
  if (isStaleExpectation(error)) return { status: 'conflict' };
  if (isKnownMessageId(error)) return { status: 'duplicate' };
  if (isFull(error)) throw new StoreFull('The broker has no room left; nothing was stored', { cause: error });
  if (isOverloaded(error)) {
    throw new StoreUnavailable('The broker is overloaded; nothing was stored', { cause: error, overloaded: true });
  }
  // An earlier attempt at the same append has not come to an end: it may be stored yet.
  if (isUnanswered(error) || isBatchLost(error) || isOwnInFlight(error)) return { status: 'unknown', cause: error };
  throw new AppendRefused('The broker refused an append; nothing was stored', { cause: error });
};

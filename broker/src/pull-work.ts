import { type Consumer, type JsMsg, jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Running } from '@pagewright/kernel';
import { BrokerGone } from './connection/connect.ts';
import { isConsumerNotFound, isStreamNotFound } from './nats-errors.ts';
import { type Stops, pauseUnless, running } from './running.ts';
import { type OnTrouble, tell } from './trouble.ts';

export interface PullWorkOptions {
  readonly stream: string;
  readonly durable: string;
  /** In words, for trouble. */
  readonly source: string;
  readonly concurrency: number;
  readonly onTrouble?: OnTrouble | undefined;
  /**
   * Does the work and acknowledges it. A throw ends the whole consumer: whatever may be retried is caught inside.
   * `dropping` aborts when the consumer is told to end forcefully.
   */
  readonly handle: (message: JsMsg, dropping: AbortSignal) => Promise<void>;
}

/** The durable reader is no part of the broker's topology. */
export class DurableMissing extends Error {
  override readonly name = 'DurableMissing';
}

const PULL_MS = 20_000;
/** Two missed ones, and we ask again: with its leader, a durable reader loses the requests that wait for work. */
const HEARTBEAT_MS = 2_000;
const RETRY_MS = 500;
/** Heartbeats within the wait for an ack: a missed one costs nothing. */
const HEARTBEATS = 3;
const NANOS_PER_MS = 1_000_000;

/**
 * Takes work from a durable reader, one message per free slot and none in advance: what waits in a process is kept from
 * all others and runs into the ack timeout. While a handler runs, heartbeats go out. A broker that is away is waited for.
 * @throws DurableMissing in `ready` and `finished`, BrokerGone in `finished`
 */
export const pullWork = (nc: NatsConnection, options: PullWorkOptions): Running =>
  running(async (stops, ready) => {
    const js = jetstream(nc);
    const consumer = await findDurable(nc, options, stops, () => js.consumers.get(options.stream, options.durable));
    if (!consumer) return;
    ready();
    const failed = new AbortController();
    const draining = AbortSignal.any([stops.draining, failed.signal]);
    const slots = Array.from({ length: options.concurrency }, () =>
      takeTurns(nc, consumer, options, { ...stops, draining }).catch((error: unknown) => {
        failed.abort();
        throw error;
      }),
    );
    const ends = await Promise.allSettled(slots);
    const fault = ends.find((end) => end.status === 'rejected');
    if (fault) throw fault.reason;
  });

const findDurable = async (
  nc: NatsConnection,
  { stream, durable, source, onTrouble }: PullWorkOptions,
  { draining }: Stops,
  get: () => Promise<Consumer>,
): Promise<Consumer | undefined> => {
  for (;;) {
    if (draining.aborted) return undefined;
    if (nc.isClosed()) throw new BrokerGone(source);
    try {
      return await get();
    } catch (error) {
      if (isConsumerNotFound(error) || isStreamNotFound(error)) {
        throw new DurableMissing(`${stream} has no reader "${durable}" for the ${source}: apply the topology with it`, {
          cause: error,
        });
      }
      tell(onTrouble, { source, error, againInMs: RETRY_MS });
      await pauseUnless(draining, RETRY_MS);
    }
  }
};

const takeTurns = async (
  nc: NatsConnection,
  consumer: Consumer,
  { source, onTrouble, handle }: PullWorkOptions,
  { draining, dropping }: Stops,
): Promise<void> => {
  const config = (await consumer.info(true)).config;
  const ackWaitMs = Math.min(config.ack_wait ?? 0, ...(config.backoff ?? [])) / NANOS_PER_MS || 30_000;
  for (;;) {
    if (draining.aborted) return;
    if (nc.isClosed()) throw new BrokerGone(source);
    const message = await nextMessage(consumer, draining).catch(async (error: unknown) => {
      if (draining.aborted || nc.isClosed()) return undefined;
      tell(onTrouble, { source, error, againInMs: RETRY_MS });
      await pauseUnless(draining, RETRY_MS);
      return undefined;
    });
    if (!message) continue;
    const beating = setInterval(() => message.working(), ackWaitMs / HEARTBEATS);
    try {
      await unlessDropped(handle(message, dropping), dropping);
      if (dropping.aborted) message.nak();
    } finally {
      clearInterval(beating);
    }
  }
};

const nextMessage = async (consumer: Consumer, draining: AbortSignal): Promise<JsMsg | undefined> => {
  const pull = await consumer.fetch({ max_messages: 1, expires: PULL_MS, idle_heartbeat: HEARTBEAT_MS });
  const stop = () => pull.stop();
  draining.addEventListener('abort', stop, { once: true });
  if (draining.aborted) stop();
  try {
    for await (const message of pull) return message;
    return undefined;
  } finally {
    draining.removeEventListener('abort', stop);
  }
};

/** A handler that does not listen to its signal is left behind; its message goes to somebody else. */
const unlessDropped = async (work: Promise<void>, dropping: AbortSignal): Promise<void> => {
  if (dropping.aborted) return;
  const dropped = Promise.withResolvers<void>();
  const drop = () => dropped.resolve();
  dropping.addEventListener('abort', drop, { once: true });
  work.catch(() => undefined);
  try {
    await Promise.race([work, dropped.promise]);
  } finally {
    dropping.removeEventListener('abort', drop);
  }
};

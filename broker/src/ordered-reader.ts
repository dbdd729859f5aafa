import { type JetStreamClient, type JsMsg, type StreamState, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { HistoryLost, type Position } from '@pagewright/kernel';
import { BrokerGone } from './connection/connect.ts';
import { type StreamReader, createStreamReader } from './direct-get.ts';
import { isUnanswered } from './nats-errors.ts';
import { pauseUnless } from './running.ts';
import { isSurelyLed } from './surely-led.ts';

/** A piece of a stream in order: `position` is the sequence that it reaches, `caughtUp` that nothing newer was there. */
export interface Chunk {
  readonly messages: readonly JsMsg[];
  readonly position: number;
  readonly caughtUp: boolean;
}

export interface OrderedReadOptions {
  /** Named in errors. */
  readonly reader: string;
  readonly stream: string;
  /** Subjects that do not overlap; all unless told. */
  readonly filters?: readonly string[];
  readonly after: number;
  readonly maxBatch: number;
  readonly signal?: AbortSignal | undefined;
}

/** Messages that wait in memory at most, in chunks. */
const CHUNKS_AHEAD = 2;
/** Bytes of their data after which a chunk is full, whatever fits besides by number. */
const CHUNK_BYTES = 1_000_000;
/** Messages that the broker may be ahead of us; fewer, and it waits for our next request more often than not. */
const IN_FLIGHT = 2_500;
const RETRY_MS = 250;
const ANSWER_MS = 2_000;
/** One that wakes from a long sleep, and was leader before it, may answer once with a state of then. */
const LOOKS_TO_BELIEVE = 4;
/** Two missed ones, and the SDK asks whether the consumer still is: it lives on one replica and dies with it. */
const HEARTBEAT_MS = 5_000;
/** Nothing came for so long, and we ask the leader whether anything should have. */
const SILENCE_MS = 3_000;
/** What the leader had then must be here within this. */
const GRACE_MS = 1_000;
/** Well below the two minutes after which the broker forgets where to send the answers of another account's request. */
const PULL_MS = 30_000;

/**
 * Reads a stream in order for ever, without acks: an ephemeral ordered consumer that begins after a sequence, made anew
 * from our own place whenever it breaks. State machine: *open* (last sequence read first, from a leader that surely is
 * one, then the consumer: when it has nothing pending at birth and the leader has nothing after our place either,
 * everything up to that sequence is behind us; the consumer alone does not know, since it reads one replica, which may
 * lag), *pump* (messages go into a bounded buffer, the caller takes chunks), *broken* (the consumer ended, was made anew
 * by the SDK, stands still before what the leader has, or the broker went away: close, pause, open again). A last
 * sequence before our place, look after look, means that history was lost.
 * @throws HistoryLost | BrokerGone
 */
export async function* readInOrder(nc: NatsConnection, options: OrderedReadOptions): AsyncGenerator<Chunk> {
  const { signal } = options;
  const jsm = await jetstreamManager(nc, { checkAPI: false, timeout: ANSWER_MS });
  const js = jetstream(nc, { timeout: ANSWER_MS });
  const leader = await createStreamReader(nc, options.stream);
  const progress: Progress = { place: options.after, told: -1 };
  let lost = 0;
  for (;;) {
    if (signal?.aborted) return;
    if (nc.isClosed()) throw new BrokerGone(options.reader);
    let session: Session | undefined;
    try {
      const info = await jsm.streams.info(options.stream);
      const last = info.state.last_seq;
      const { place } = progress;
      const behind = options.filters === undefined && place < last && isWhole(info.state);
      const isLed = isSurelyLed(info);
      if (isLed) lost = last < place ? lost + 1 : 0;
      if (lost >= LOOKS_TO_BELIEVE) throw new HistoryLost(options.reader, place as Position, last as Position);
      if (isLed && lost === 0) {
        session = await openSession(js, leader, options, place);
        yield* chunksOf(session, last, progress, behind);
      }
    } catch (error) {
      if (!isUnanswered(error)) throw error;
    } finally {
      await session?.close();
    }
    await pauseUnless(signal, RETRY_MS);
  }
}

/** What outlives a session: the place that was reached, and the one that was last called the end, or -1. */
export interface Progress {
  place: number;
  told: number;
}

/** Nothing was taken out between the first message and the last, so that whoever is before the last has more to read. */
const isWhole = ({ messages, first_seq: first, last_seq: last }: StreamState): boolean =>
  messages > 0 && messages === last - first + 1;

/**
 * The first time that a consumer calls something the end, the leader has to agree; later it decides nothing any more.
 * Where there surely is more (`behind`), nobody's word for the opposite counts: the question whether there is may have
 * been answered by one that was leader before.
 */
export async function* chunksOf(
  session: Session,
  last: number,
  progress: Progress,
  behind = false,
): AsyncGenerator<Chunk> {
  if (!behind && progress.told !== last && session.nothingPending && !(await session.hasMore(progress.place))) {
    progress.told = progress.place = last;
    yield { messages: [], position: last, caughtUp: true };
  }
  for (;;) {
    const chunk = await session.next(progress.place);
    if (!chunk) return;
    const { position } = chunk;
    const caughtUp = chunk.caughtUp && (progress.told >= 0 || !(await session.hasMore(position)));
    progress.place = position;
    if (caughtUp) progress.told = position;
    yield { ...chunk, caughtUp };
  }
}

export interface Session {
  /** As the consumer had it when it was made. */
  readonly nothingPending: boolean;
  /** Whether the leader has anything after the place. */
  hasMore(place: number): Promise<boolean>;
  /** Undefined when the session is over. */
  next(place: number): Promise<Chunk | undefined>;
  close(): Promise<void>;
}

const openSession = async (
  js: JetStreamClient,
  leader: StreamReader,
  options: OrderedReadOptions,
  after: number,
): Promise<Session> => {
  const { stream, filters, maxBatch, signal } = options;
  const consumer = await js.consumers.get(stream, {
    opt_start_seq: after + 1,
    inactive_threshold: 60_000,
    ...(filters === undefined ? {} : { filter_subjects: [...filters] }),
  });
  const { num_pending: pending } = await consumer.info(true);
  const messages = await consumer.consume({
    max_messages: Math.max(maxBatch, IN_FLIGHT),
    idle_heartbeat: HEARTBEAT_MS,
    expires: PULL_MS,
  });
  const buffer: JsMsg[] = [];
  let held = 0;
  let over = false;
  let wake = (): void => undefined;
  let drained = (): void => undefined;
  const end = () => {
    over = true;
    wake();
    drained();
    messages.stop();
  };
  signal?.addEventListener('abort', end, { once: true });
  // While the consumer was being made, nobody listened.
  if (signal?.aborted) end();

  const hasMore = async (place: number): Promise<boolean> => {
    for (const filter of filters ?? ['>']) if (await leader.next(filter, place + 1)) return true;
    return false;
  };

  /** Whether there is something to take, or nothing will come, within the time. */
  const arrives = async (withinMs: number): Promise<boolean> => {
    if (buffer.length === 0 && !over) {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      const timer = setTimeout(resolve, withinMs);
      await promise;
      clearTimeout(timer);
    }
    return buffer.length > 0 || over;
  };

  /**
   * A consumer may be silent for long with news behind it: heartbeats say that its server lives, not that its replica
   * has what the leader has; and the SDK, when its first question after a lost server or connection has no answer, waits
   * for as long as a pull lasts before it asks again. So the leader decides.
   */
  const endIfBehind = async (place: number): Promise<void> => {
    try {
      if ((await hasMore(place)) && !(await arrives(GRACE_MS))) end();
    } catch (error) {
      // Without a leader there is nothing new either.
      if (!isUnanswered(error)) throw error;
    }
  };

  // The SDK heals a consumer in silence; then the stream may be another one, so we look again from the start.
  const watch = async () => {
    for await (const { type } of messages.status()) if (type === 'ordered_consumer_recreated') end();
  };
  const pump = async () => {
    try {
      for await (const message of messages) {
        if (over) return;
        buffer.push(message);
        held += message.data.length;
        wake();
        if (buffer.length >= maxBatch * CHUNKS_AHEAD || held >= CHUNK_BYTES * CHUNKS_AHEAD)
          await new Promise<void>((resolve) => (drained = resolve));
      }
    } finally {
      end();
    }
  };
  const running = Promise.allSettled([watch(), pump()]);

  return {
    nothingPending: pending === 0,
    hasMore,
    next: async (place) => {
      while (!(await arrives(SILENCE_MS))) await endIfBehind(place);
      if (signal?.aborted) return undefined;
      // What was made anew may begin with what we have.
      const piece = buffer.splice(0, fitting(buffer, maxBatch));
      for (const { data } of piece) held -= data.length;
      const taken = piece.filter(({ seq }) => seq > place);
      drained();
      const last = taken.at(-1);
      if (!last) return over ? undefined : { messages: [], position: place, caughtUp: false };
      return { messages: taken, position: last.seq, caughtUp: buffer.length === 0 && last.info.pending === 0 };
    },
    close: async () => {
      signal?.removeEventListener('abort', end);
      end();
      await running;
      // Not waited for: where the broker is away, the consumer dies of inactivity.
      consumer.delete().catch(() => undefined);
    },
  };
};

/** How many of the first messages make a chunk: one at least. */
const fitting = (messages: readonly JsMsg[], most: number): number => {
  let bytes = 0;
  const last = messages.findIndex(({ data }, index) => (bytes += data.length) >= CHUNK_BYTES || index + 1 >= most);
  return last === -1 ? messages.length : last + 1;
};

import { type JetStreamClient, type JsMsg, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { HistoryLost, type Position } from '@pagewright/kernel';
import { BrokerGone } from './connection/connect.ts';
import { type StreamReader, createStreamReader } from './direct-get.ts';
import { isUnanswered } from './nats-errors.ts';

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
/** Messages that the broker may be ahead of us; fewer, and it waits for our next request more often than not. */
const IN_FLIGHT = 2_500;
const RETRY_MS = 250;
const ANSWER_MS = 2_000;
/** A replica that was leader and does not know yet that it no longer is may answer once with a state of before. */
const LOOKS_TO_BELIEVE = 4;
/** Two missed ones, and the consumer is made anew on another server: it lives on one replica and dies with it. */
const HEARTBEAT_MS = 5_000;
/** Well below the two minutes after which the broker forgets where to send the answers of another account's request. */
const PULL_MS = 30_000;

/**
 * Reads a stream in order for ever, without acks: an ephemeral ordered consumer that begins after a sequence, made anew
 * from our own place whenever it breaks. State machine: *open* (last sequence read first, then the consumer: when it has
 * nothing pending at birth and the leader has nothing after our place either, everything up to that sequence is behind
 * us; the consumer alone does not know, since it reads one replica, which may lag), *pump* (messages go into a bounded
 * buffer, the caller takes chunks), *broken* (the consumer ended, was made anew by the SDK, or the broker went away:
 * close, pause, open again). A last sequence before our place, look after look, means that history was lost.
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
      const last = (await jsm.streams.info(options.stream)).state.last_seq;
      const { place } = progress;
      lost = last < place ? lost + 1 : 0;
      if (lost >= LOOKS_TO_BELIEVE) throw new HistoryLost(options.reader, place as Position, last as Position);
      if (lost === 0) {
        session = await openSession(js, options, place);
        yield* chunksOf(session, leader, last, progress);
      }
    } catch (error) {
      if (!isUnanswered(error)) throw error;
    } finally {
      await session?.close();
    }
    if (!signal?.aborted) await pauseFor(RETRY_MS, signal);
  }
}

/** What outlives a session: the place that was reached, and the one that was last called the end. */
interface Progress {
  place: number;
  told: number;
}

async function* chunksOf(
  session: Session,
  leader: StreamReader,
  last: number,
  progress: Progress,
): AsyncGenerator<Chunk> {
  if (progress.told !== last && (await session.isAtTheEnd(leader, progress.place))) {
    progress.told = progress.place = last;
    yield { messages: [], position: last, caughtUp: true };
  }
  for (;;) {
    const chunk = await session.next(progress.place);
    if (!chunk) return;
    progress.place = chunk.position;
    if (chunk.caughtUp) progress.told = chunk.position;
    yield chunk;
  }
}

const hasMore = async (
  leader: StreamReader,
  filters: readonly string[] | undefined,
  place: number,
): Promise<boolean> => {
  for (const filter of filters ?? ['>']) if (await leader.next(filter, place + 1)) return true;
  return false;
};

interface Session {
  /** Whether nothing was left after the place when the session began, as the leader has it too. */
  isAtTheEnd(leader: StreamReader, place: number): Promise<boolean>;
  /** Undefined when the session is over. */
  next(place: number): Promise<Chunk | undefined>;
  close(): Promise<void>;
}

const openSession = async (js: JetStreamClient, options: OrderedReadOptions, after: number): Promise<Session> => {
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

  // The SDK heals a consumer in silence; then the stream may be another one, so we look again from the start.
  const watch = async () => {
    for await (const { type } of messages.status()) if (type === 'ordered_consumer_recreated') end();
  };
  const pump = async () => {
    try {
      for await (const message of messages) {
        if (over) return;
        buffer.push(message);
        wake();
        if (buffer.length >= maxBatch * CHUNKS_AHEAD) await new Promise<void>((resolve) => (drained = resolve));
      }
    } finally {
      end();
    }
  };
  const running = Promise.allSettled([watch(), pump()]);

  return {
    isAtTheEnd: async (leader, place) => pending === 0 && !(await hasMore(leader, filters, place)),
    next: async (place) => {
      if (buffer.length === 0 && !over) await new Promise<void>((resolve) => (wake = resolve));
      if (signal?.aborted) return undefined;
      // What was made anew may begin with what we have.
      const taken = buffer.splice(0, maxBatch).filter(({ seq }) => seq > place);
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

const pauseFor = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });

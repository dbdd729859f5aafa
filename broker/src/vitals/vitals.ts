import { randomUUID } from 'node:crypto';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { StoreFull, type StreamState, type Vitals } from '@pagewright/kernel';
import { answering } from '../answering.ts';
import { isFull, isUnanswered } from '../nats-errors.ts';
import {
  ACTIVITY_STREAM,
  DEAD_LETTER_STREAM,
  EVENTS_STREAM,
  JOBS_STREAM,
  SCHEDULE_STREAM,
  sessionSubject,
} from '../subjects.ts';

/** What API and runner may both look at. */
const STREAMS = [EVENTS_STREAM, ACTIVITY_STREAM, JOBS_STREAM, SCHEDULE_STREAM, DEAD_LETTER_STREAM];
const TTL = '60s';
const ANSWER_MS = 2_000;

/**
 * Tried with the broker's own doors. Each write is a new key in the bucket of what expires: a full store still takes what
 * replaces something.
 */
export const createVitals = async (nc: NatsConnection): Promise<Vitals> => {
  const js = jetstream(nc, { timeout: ANSWER_MS });
  const jsm = await jetstreamManager(nc, { checkAPI: false, timeout: ANSWER_MS });
  const own = randomUUID();
  let writes = 0;

  const stateOf = async (stream: string): Promise<StreamState> => {
    try {
      const { state, cluster } = await jsm.streams.info(stream);
      // One server leads all it has, and says nothing of leaders.
      if (cluster?.name !== undefined && !cluster.leader) return { stream, state: 'without-leader' };
      return { stream, state: 'led', messages: state.messages, bytes: state.bytes };
    } catch (error) {
      if (isUnanswered(error)) return { stream, state: 'without-leader' };
      throw error;
    }
  };

  return {
    write: () =>
      answering('The broker’s store', async () => {
        try {
          writes += 1;
          const subject = sessionSubject(`vitals.${own}.${writes}`);
          await js.publish(subject, JSON.stringify({ at: new Date().toISOString() }), { ttl: TTL });
        } catch (cause) {
          if (isFull(cause)) throw new StoreFull('The broker has no room left', { cause });
          throw cause;
        }
      }),
    streams: () => Promise.all(STREAMS.map(stateOf)),
  };
};

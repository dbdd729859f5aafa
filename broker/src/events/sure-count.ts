import { setTimeout as pause } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { StoreUnavailable, type StreamName } from '@pagewright/kernel';
import { askAgain } from '../ask-again.ts';
import { EVENTS_STREAM, streamFilter } from '../subjects.ts';
import { isSurelyLed } from '../surely-led.ts';

const ANSWER_MS = 2_000;
const ASK_AGAIN_MS = 250;

/**
 * How many events a stream has, which is its version, by the word of one that surely leads the log. Count and word come
 * in one answer of one server: of two answers, one could be from who led before. It costs what the newest event costs.
 * @throws StoreUnavailable where the one that answers cannot be sure, as while it is cut off
 */
export const createSureCount = async (nc: NatsConnection): Promise<(stream: StreamName) => Promise<number>> => {
  const jsm = await jetstreamManager(nc, { checkAPI: false, timeout: ANSWER_MS });
  return async (stream) => {
    const question = { subjects_filter: streamFilter(stream) };
    const info = await askAgain(() => jsm.streams.info(EVENTS_STREAM, question), ASK_AGAIN_MS);
    if (!isSurelyLed(info)) {
      // Whoever asks again at once would get the same answer.
      await pause(ASK_AGAIN_MS);
      throw new StoreUnavailable('The log cannot be reached: the server that answers may be cut off from the others');
    }
    return Object.values(info.state.subjects ?? {}).reduce((sum, count) => sum + count, 0);
  };
};

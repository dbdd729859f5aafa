import type { Running, WorkQueue } from '@pagewright/kernel';
import { BUILD_QUEUE } from '@pagewright/sites';
import type { FastifyBaseLogger } from 'fastify';

const HOUR_MS = 60 * 60 * 1000;

interface Doors {
  readonly work: WorkQueue;
  readonly log: FastifyBaseLogger;
  /** Sites whose queue holds waiting builds. */
  readonly waiting: () => Promise<readonly string[]>;
  readonly everyMs?: number;
}

/**
 * Offers every site that has waiting builds to the runners again, at the start and every hour: what a lost work message
 * or schedule would have done. A site that is offered without need costs one look at its stream.
 */
export const sweepWaitingSites = ({ work, log, waiting, everyMs = HOUR_MS }: Doors): Running => {
  let current = Promise.resolve();
  const sweep = async (): Promise<void> => {
    try {
      for (const site of await waiting()) await work.put({ queue: BUILD_QUEUE, id: site, body: { site } });
    } catch (error) {
      log.warn({ err: error }, 'the sweep of waiting sites failed; the next one comes in an hour');
    }
  };
  const begin = (): void => void (current = current.then(sweep));
  const timer = setInterval(begin, everyMs);
  begin();
  const stop = async (): Promise<void> => {
    clearInterval(timer);
    await current;
  };
  return {
    ready: Promise.resolve(),
    finished: new Promise(() => undefined),
    gracefulShutdown: stop,
    forcefulShutdown: stop,
    [Symbol.asyncDispose]: stop,
  };
};

import type { Running, WorkQueue } from '@pagewright/kernel';
import { ASK_QUEUE, BUILD_QUEUE, CLARIFICATION_DAYS, CLARIFICATION_QUEUE } from '@pagewright/sites';
import type { FastifyBaseLogger } from 'fastify';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** A question that has no answer after this time may have been lost. */
const QUESTION_MS = 10 * 60 * 1000;

interface Doors {
  readonly work: Pick<WorkQueue, 'put'>;
  readonly log: Pick<FastifyBaseLogger, 'warn'>;
  /** Sites where builds wait or run. */
  readonly sites: () => Promise<readonly string[]>;
  /** Questions asked before the instant (RFC 3339, UTC) and not answered yet. */
  readonly unanswered: (
    before: string,
  ) => Promise<readonly { readonly site: string; readonly build: string; readonly attempt: number }[]>;
  /** Questions about a site asked before the instant, without an answer. */
  readonly openQuestions: (before: string) => Promise<readonly { readonly site: string; readonly question: string }[]>;
  readonly everyMs?: number;
}

/**
 * Does at the start and every hour what a lost work message or schedule would have done: offers every site with work to
 * the runners again, and every question whose time is over to its policy. What is offered without need costs one look at
 * a stream; a site that is being worked on is looked at again later.
 */
export const sweepLostWork = ({ work, log, sites, unanswered, openQuestions, everyMs = HOUR_MS }: Doors): Running => {
  let current = Promise.resolve();
  const sweep = async (): Promise<void> => {
    try {
      for (const site of await sites()) await work.put({ queue: BUILD_QUEUE, id: site, body: { site } });
      const before = new Date(Date.now() - CLARIFICATION_DAYS * DAY_MS).toISOString();
      for (const { site, build, attempt } of await unanswered(before)) {
        await work.put({ queue: CLARIFICATION_QUEUE, id: `${build}-${attempt}`, body: { site, build, attempt } });
      }
      for (const { site, question } of await openQuestions(new Date(Date.now() - QUESTION_MS).toISOString())) {
        await work.put({ queue: ASK_QUEUE, id: question, body: { site, question } });
      }
    } catch (error) {
      log.warn({ err: error }, 'the sweep for lost work failed; the next one comes in an hour');
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

import { openSiteBus } from '../builds/site-bus.ts';
import { answerQuestions } from '../questions/answer-questions.ts';
import type { StartRole } from './role.ts';

/** Answers questions about sites from their pages. */
export const startQuestionsRole: StartRole = async ({ configuration, broker, aggregates, artifacts, log }) => {
  const bus = await openSiteBus(aggregates);
  const running = await answerQuestions({
    work: broker.work,
    aggregates,
    commands: bus.commands,
    artifacts,
    sealer: broker.sealer,
    runnerId: configuration.builds.runnerId,
    warn: (sentence) => log.warn(sentence),
  });
  const closing = async (stop: () => Promise<void>): Promise<void> => {
    await stop();
    await bus[Symbol.asyncDispose]();
  };
  const gracefulShutdown = (): Promise<void> => closing(() => running.gracefulShutdown());
  return {
    ready: running.ready,
    finished: running.finished,
    gracefulShutdown,
    forcefulShutdown: () => closing(() => running.forcefulShutdown()),
    [Symbol.asyncDispose]: gracefulShutdown,
  };
};

import { createAggregates, type Running, StoreUnavailable, type WorkQueue } from '@pagewright/kernel';
import type { BuildId, QuestionId, SiteId } from '@pagewright/sites';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../../../../test/support/wait-for.ts';
import { type Bench, openBench } from '../../test/support/bench.ts';
import { openSiteBus } from '../builds/site-bus.ts';
import { AnsweringFailed } from './answer-in-thread.ts';
import { answerQuestions, MAX_DELIVERIES, MAX_TRIES, type QuestionsOptions } from './answer-questions.ts';

const PAGE = '<!doctype html><title>Bakery</title><h1>Bakery</h1><p>We open at seven.</p>\n';

describe('Questions about a site', () => {
  let bench: Bench;
  let site: SiteId;
  let opened: AsyncDisposableStack;
  const warned: string[] = [];

  const start = async (over: Partial<QuestionsOptions> = {}): Promise<Running> => {
    const aggregates = createAggregates(bench.broker.events);
    const bus = opened.use(await openSiteBus(aggregates));
    const { work, sealer } = bench.broker;
    const { artifacts } = bench;
    const warn = (sentence: string): void => void warned.push(sentence);
    const { commands } = bus;
    return opened.use(
      await answerQuestions({ work, aggregates, commands, artifacts, sealer, runnerId: 'r', warn, ...over }),
    );
  };
  const ended = (question: QuestionId) =>
    waitFor(
      async () => {
        const found = (await bench.log(site)).find(
          ({ type, data }) => type !== 'QuestionAsked' && 'question' in data && data.question === question,
        );
        return found?.type === 'QuestionAnswered' || found?.type === 'QuestionFailed' ? found : undefined;
      },
      { what: 'the end of the question' },
    );

  beforeEach(async () => {
    opened = new AsyncDisposableStack();
    bench = await openBench();
    site = await bench.site('bakery', { 'index.html': PAGE });
    await bench.runner();
    await bench.event(site, 'bakery-import' as BuildId, 'BuildSucceeded');
    warned.length = 0;
  });
  afterEach(async () => {
    await opened.disposeAsync();
    await bench[Symbol.asyncDispose]();
  });

  it('are answered from its pages while a build holds the lock', { timeout: 60_000 }, async () => {
    const running = await start();
    const build = await bench.request(site, 'slow');
    await bench.event(site, build, 'BuildStarted');
    const end = await ended(await bench.ask(site, 'When do you open?'));
    expect(end.type === 'QuestionAnswered' && (await bench.open(end.data.text))).toContain('We open at seven.');
    expect((await bench.state(site)).running?.build).toBe(build);
    await running.gracefulShutdown();
  });

  it('are tried again, and end without an answer after the last try', async () => {
    let tries = 0;
    const running = await start({
      answer: async () => {
        tries += 1;
        throw new AnsweringFailed('too long');
      },
    });
    const end = await ended(await bench.ask(site, 'Why?'));
    expect(end).toMatchObject({ type: 'QuestionFailed', data: { reason: 'attempts' } });
    expect([tries, warned.length]).toEqual([MAX_TRIES, 1]);
    await waitFor(async () => (await bench.broker.work.deadLetters.list('ask')).length === 1, { what: 'its letter' });
    await running.gracefulShutdown();
  });

  it('end after many deliveries, whatever their tries ended with', async () => {
    const { work, sealer } = bench.broker;
    const late: WorkQueue['consume'] = (queue, width, handler) =>
      work.consume(queue, width, (item) => handler({ ...item, deliveries: item.deliveries + MAX_DELIVERIES - 1 }));
    let tries = 0;
    const open = async (): Promise<never> => {
      tries += 1;
      throw new StoreUnavailable('The keys cannot be reached');
    };
    const running = await start({ work: { consume: late }, sealer: { ...sealer, open } });
    const end = await ended(await bench.ask(site, 'Why?'));
    expect(end).toMatchObject({ type: 'QuestionFailed', data: { reason: 'attempts' } });
    expect(tries).toBe(1);
    await running.gracefulShutdown();
  });
});

import type { WorkQueue } from '@pagewright/kernel';
import { CLARIFICATION_DAYS, clarificationDue } from '@pagewright/sites';
import { describe, expect, it } from 'vitest';
import { sweepLostWork } from './sweep.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const sweepOnce = async (over: Partial<Parameters<typeof sweepLostWork>[0]> = {}) => {
  const put: Parameters<WorkQueue['put']>[0][] = [];
  const warned: unknown[] = [];
  await sweepLostWork({
    work: { put: async (item) => void put.push(item) },
    log: { warn: (...said: readonly unknown[]) => void warned.push(said) },
    sites: async () => ['attic', 'garden'],
    unanswered: async () => [],
    openQuestions: async () => [],
    ...over,
  }).gracefulShutdown();
  return { put, warned };
};

describe('the sweep', () => {
  it('offers every site with work to the runners', async () => {
    expect((await sweepOnce()).put).toEqual([
      { queue: 'build', id: 'attic', body: { site: 'attic' } },
      { queue: 'build', id: 'garden', body: { site: 'garden' } },
    ]);
  });

  it('ends the questions whose time is over, as their schedule would have', async () => {
    let before = '';
    const question = { site: 'attic', build: 'b1', attempt: 2 };
    const { put } = await sweepOnce({
      sites: async () => [],
      unanswered: async (instant) => {
        before = instant;
        return [question];
      },
    });
    expect(put).toEqual([{ queue: 'clarification', id: 'b1-2', body: question }]);
    expect(clarificationDue(put[0]?.body, before).data).toMatchObject(question);
    expect(Math.round((Date.now() - Date.parse(before)) / DAY_MS)).toBe(CLARIFICATION_DAYS);
  });

  it('offers questions about a site that nobody answered in ten minutes', async () => {
    const { put } = await sweepOnce({
      sites: async () => [],
      openQuestions: async (before) =>
        Date.now() - Date.parse(before) >= 600_000 ? [{ site: 'attic', question: 'q1' }] : [],
    });
    expect(put).toEqual([{ queue: 'ask', id: 'q1', body: { site: 'attic', question: 'q1' } }]);
  });

  it('says when it could not look, and goes on', async () => {
    const { put, warned } = await sweepOnce({
      sites: async () => {
        throw new Error('the database is away');
      },
    });
    expect([put, warned.length]).toEqual([[], 1]);
  });
});

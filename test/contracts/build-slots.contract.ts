import type { Locks, Scheduler, WorkQueue, WorkVerdict } from '@pagewright/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { freshId } from './ledger.ts';

export interface BuildSlotsUnderTest extends AsyncDisposable {
  readonly work: WorkQueue;
  readonly locks: Locks;
  readonly scheduler: Scheduler;
}

/** How work per site, the site's lock and the schedule play together, as the runner uses them. */
export const describeBuildSlots = (name: string, make: () => Promise<BuildSlotsUnderTest>): void => {
  describe(`slots for builds: ${name}`, () => {
    let subject: BuildSlotsUnderTest;
    beforeAll(async () => {
      subject = await make();
    });
    afterAll(() => subject[Symbol.asyncDispose]());

    it('lets another site start within a second while fifty builds of one site wait for two slots, in order', async () => {
      const { work, locks, scheduler } = subject;
      const [crowded, other] = [freshId(), freshId()];
      const waiting = new Map<string, number[]>([
        [crowded, Array.from({ length: 50 }, (_, index) => index)],
        [other, [0]],
      ]);
      const started: { readonly site: string; readonly build: number; readonly at: number }[] = [];
      let runningHere = 0;
      let mostAtOnce = 0;
      const build = async (site: string, number: number) => {
        started.push({ site, build: number, at: performance.now() });
        if (site === crowded) mostAtOnce = Math.max(mostAtOnce, (runningHere += 1));
        await new Promise((resolve) => setTimeout(resolve, 50));
        if (site === crowded) runningHere -= 1;
      };
      const drain = async ({ id: site }: { readonly id: string }): Promise<WorkVerdict> => {
        const acquired = await locks.acquire(`site.${site}`, { owner: 'runner-1', purpose: 'builds' });
        if (acquired.status === 'busy') {
          await scheduler.scheduleOnce({ queue: 'build', id: site, at: new Date(Date.now() + 1_000), body: null });
          return { type: 'done' };
        }
        await using _lock = acquired.lock;
        for (;;) {
          const next = waiting.get(site)?.shift();
          if (next === undefined) return { type: 'done' };
          await build(site, next);
        }
      };

      await using forwarding = await scheduler.forwardDue();
      await using runner = await work.consume('build', 2, drain);
      await Promise.all([forwarding.ready, runner.ready]);
      for (let message = 0; message < 50; message += 1) await work.put({ queue: 'build', id: crowded, body: null });
      const asked = performance.now();
      await work.put({ queue: 'build', id: other, body: null });

      const everything = { what: 'all builds to have run', timeout: 20_000 };
      await waitFor(() => started.length === 51 && runningHere === 0, everything);
      const first = started.find(({ site }) => site === other);
      expect((first?.at ?? Number.POSITIVE_INFINITY) - asked).toBeLessThan(1_000);
      expect(started.filter(({ site }) => site === crowded).map((one) => one.build)).toEqual(
        Array.from({ length: 50 }, (_, index) => index),
      );
      expect(mostAtOnce).toBe(1);
      await waitFor(async () => (await work.depth('build')) === 0, { what: 'no work to be left' });
      await scheduler.cancel('build', crowded);
    }, 30_000);
  });
};

import type { Scheduler, WorkItem, WorkQueue } from '@pagewright/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { freshId } from './ledger.ts';

export interface SchedulerUnderTest extends AsyncDisposable {
  readonly scheduler: Scheduler;
  readonly work: WorkQueue;
}

/** What a deadline can count on. Items go to the queue `build`. */
export const describeScheduler = (name: string, make: () => Promise<SchedulerUnderTest>): void => {
  describe(`scheduler: ${name}`, () => {
    let subject: SchedulerUnderTest;
    let scheduler: Scheduler;
    const arrived: { readonly item: WorkItem; readonly at: number }[] = [];
    const stops: AsyncDisposable[] = [];
    beforeAll(async () => {
      subject = await make();
      scheduler = subject.scheduler;
      const consumer = await subject.work.consume('build', 4, async (item) => {
        arrived.push({ item, at: Date.now() });
        return { type: 'done' };
      });
      const forwarding = await scheduler.forwardDue();
      stops.push(forwarding, consumer);
      await Promise.all([consumer.ready, forwarding.ready]);
    });
    afterAll(async () => {
      for (const one of stops) await one[Symbol.asyncDispose]();
      await subject[Symbol.asyncDispose]();
    });

    const inMs = (ms: number) => new Date(Date.now() + ms);
    const arrivals = (id: string) => arrived.filter(({ item }) => item.id === id);
    const arrival = (id: string) => waitFor(() => arrivals(id)[0], { what: `${id} to arrive` });
    const schedule = (id: string, at: Date, body: unknown = null) =>
      scheduler.scheduleOnce({ queue: 'build', id, at, body });

    it('puts the item on its queue when it is due, and not before', async () => {
      const [id, at] = [freshId(), inMs(700)];
      expect(await schedule(id, at, { some: 'body' })).toBe('scheduled');
      const first = await arrival(id);
      expect(first.item).toMatchObject({ queue: 'build', id, body: { some: 'body' } });
      expect(first.at).toBeGreaterThanOrEqual(at.getTime());
      expect(first.at).toBeLessThan(at.getTime() + 2_000);
    });

    it('does at once what is due already', async () => {
      const id = freshId();
      await schedule(id, inMs(-60_000), 'late');
      expect((await arrival(id)).item.body).toBe('late');
    });

    it('keeps the first of two schedules of one id, and takes another after it has fired', async () => {
      const id = freshId();
      expect(await schedule(id, inMs(600), 'first')).toBe('scheduled');
      expect(await schedule(id, inMs(100), 'second')).toBe('exists');
      expect((await arrival(id)).item.body).toBe('first');
      expect(await schedule(id, inMs(100), 'third')).toBe('scheduled');
      await waitFor(() => arrivals(id).some(({ item }) => item.body === 'third'), { what: 'the third' });
      expect(arrivals(id).some(({ item }) => item.body === 'second')).toBe(false);
    });

    it('forgets a cancelled schedule, and says when there is none', async () => {
      const [id, witness] = [freshId(), freshId()];
      await schedule(id, inMs(500));
      expect(await scheduler.cancel('build', id)).toBe('cancelled');
      expect(await scheduler.cancel('build', id)).toBe('gone');
      await schedule(witness, inMs(1_000));
      await arrival(witness);
      expect(arrivals(id)).toEqual([]);
      expect(await scheduler.cancel('build', witness)).toBe('gone');
      expect(await scheduler.cancel('build', freshId())).toBe('gone');
    });

    it('[BROKER 11.22] either cancels or fires when both happen at once', async () => {
      const ids = Array.from({ length: 30 }, freshId);
      const at = inMs(500);
      for (const id of ids) await schedule(id, at);
      const answers = await Promise.all(
        ids.map(async (id, index) => {
          await new Promise((resolve) => setTimeout(resolve, at.getTime() - Date.now() + index * 12));
          return scheduler.cancel('build', id);
        }),
      );
      const witness = freshId();
      await schedule(witness, inMs(300));
      await arrival(witness);
      for (const [index, id] of ids.entries()) {
        if (answers[index] === 'cancelled') expect(arrivals(id)).toEqual([]);
        else await arrival(id);
      }
    });

    it.each(['*', '>', 'a.b', '', 'a\r\nb'])('[BROKER 11.23] refuses the id %j', async (id) => {
      await expect(schedule(id, inMs(0))).rejects.toThrow(/must be 1 to 64/);
      await expect(scheduler.cancel('build', id)).rejects.toThrow(/must be 1 to 64/);
    });
  });
};

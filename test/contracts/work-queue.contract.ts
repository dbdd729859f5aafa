import type { QueuedItem, Running, WorkItem, WorkQueue, WorkVerdict } from '@pagewright/kernel';
import type { QueueSpec } from '@pagewright/broker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { freshId } from './ledger.ts';

export interface WorkQueueUnderTest extends AsyncDisposable {
  readonly work: WorkQueue;
  /** Whether items come again now and then although they were done, as at-least-once allows. */
  readonly redelivers: boolean;
}

/** The queues that the broker under test needs besides `build`. */
export const WORK_QUEUES: readonly QueueSpec[] = [
  { name: 'bounded', ackWaitMs: 0, backoffMs: [400, 500], maxAckPending: 100 },
  { name: 'poison', ackWaitMs: 0, backoffMs: [400, 400], maxAckPending: 100 },
  { name: 'narrow', ackWaitMs: 600, backoffMs: [], maxAckPending: 2 },
  { name: 'endless', ackWaitMs: 600, backoffMs: [], maxAckPending: 100 },
];

/** What work can count on: at least once, one consumer at a time, a bounded number of attempts where there is a bound. */
export const describeWorkQueue = (name: string, make: () => Promise<WorkQueueUnderTest>): void => {
  describe(`work queue: ${name}`, () => {
    let subject: WorkQueueUnderTest;
    let work: WorkQueue;
    beforeAll(async () => {
      subject = await make();
      work = subject.work;
    });
    afterAll(() => subject[Symbol.asyncDispose]());

    const done: WorkVerdict = { type: 'done' };
    const drained = async (queue: string): Promise<void> => {
      await waitFor(async () => (await work.depth(queue)) === 0, { what: `the queue ${queue} to be empty` });
    };
    /** Runs a consumer until the body is through. */
    const consuming = async (
      queue: string,
      concurrency: number,
      handler: (item: WorkItem) => Promise<WorkVerdict>,
      body: (consumer: Running) => Promise<void>,
    ) => {
      await using consumer = await work.consume(queue, concurrency, handler);
      await consumer.ready;
      await body(consumer);
    };

    it('hands every item to a consumer and forgets it when it is done', async () => {
      const ids = Array.from({ length: 20 }, freshId);
      for (const id of ids) await work.put({ queue: 'endless', id, body: { for: id } });
      expect(await work.depth('endless')).toBe(20);
      const seen: WorkItem[] = [];
      const handler = async (item: WorkItem) => {
        seen.push(item);
        return done;
      };
      await consuming('endless', 4, handler, () => drained('endless'));
      expect(new Set(seen.map(({ id }) => id))).toEqual(new Set(ids));
      for (const { id, body, queue } of seen) expect([body, queue]).toEqual([{ for: id }, 'endless']);
      if (!subject.redelivers) {
        expect(seen).toHaveLength(20);
        expect(seen.every(({ deliveries }) => deliveries === 1)).toBe(true);
      }
    });

    it('stores an item once for one dedup id', async () => {
      const dedupId = freshId();
      for (let round = 0; round < 3; round += 1) await work.put({ queue: 'endless', id: 'same', body: round, dedupId });
      await work.put({ queue: 'endless', id: 'same', body: 'other', dedupId: freshId() });
      expect(await work.depth('endless')).toBe(2);
      await consuming(
        'endless',
        1,
        async () => done,
        () => drained('endless'),
      );
    });

    it('works on no more items at once than each consumer and the whole queue allow', async () => {
      let now = 0;
      let most = 0;
      const handler = async () => {
        most = Math.max(most, (now += 1));
        await new Promise((resolve) => setTimeout(resolve, 15));
        now -= 1;
        return done;
      };
      for (let item = 0; item < 16; item += 1) await work.put({ queue: 'narrow', id: freshId(), body: item });
      await consuming('narrow', 8, handler, () => drained('narrow'));
      expect(most).toBe(2);
      most = 0;
      for (let item = 0; item < 10; item += 1) await work.put({ queue: 'endless', id: freshId(), body: item });
      await consuming('endless', 3, handler, () => drained('endless'));
      expect(most).toBe(3);
    });

    it('keeps an item to its worker for as long as that works, however long', async () => {
      await work.put({ queue: 'narrow', id: 'long', body: null });
      let deliveries = 0;
      const handler = async () => {
        deliveries += 1;
        if (deliveries === 1) await new Promise((resolve) => setTimeout(resolve, 1_500));
        return done;
      };
      await consuming('narrow', 2, handler, () => drained('narrow'));
      if (!subject.redelivers) expect(deliveries).toBe(1);
    });

    it('tries again after the asked delay', async () => {
      const at: number[] = [];
      const handler = async (): Promise<WorkVerdict> => {
        at.push(performance.now());
        return at.length < 4 ? { type: 'retry', delayMs: 120, reason: 'not yet' } : done;
      };
      await work.put({ queue: 'endless', id: 'again', body: null });
      await consuming('endless', 1, handler, () => drained('endless'));
      expect(at.length).toBeGreaterThanOrEqual(4);
      for (const [index, time] of at.entries())
        if (index > 0 && index < 4) expect(time - (at[index - 1] ?? 0)).toBeGreaterThan(100);
    });

    it('never gives up work of a queue without a bound', async () => {
      let attempts = 0;
      const handler = async (): Promise<WorkVerdict> =>
        (attempts += 1) < 12 ? { type: 'retry', delayMs: 5, reason: 'busy' } : done;
      await work.put({ queue: 'build', id: freshId(), body: null });
      await consuming('build', 2, handler, () => drained('build'));
      expect(attempts).toBeGreaterThanOrEqual(12);
      expect(await work.deadLetters.list('build')).toEqual([]);
    });

    it('[BROKER 11.18] makes a dead letter of a poison message after its last attempt, and goes on', async () => {
      const seen: [string, number][] = [];
      const handler = async ({ id, deliveries }: WorkItem): Promise<WorkVerdict> => {
        seen.push([id, deliveries]);
        if (id === 'poison') throw new Error('this one again');
        return done;
      };
      await work.put({ queue: 'poison', id: 'poison', body: { drink: 'me' } });
      for (let item = 0; item < 5; item += 1) await work.put({ queue: 'poison', id: `good-${item}`, body: item });
      await consuming('poison', 1, handler, async () => {
        await drained('poison');
        await waitFor(async () => (await work.deadLetters.list('poison')).length > 0, { what: 'the letter' });
      });
      const attempts = seen.filter(([id]) => id === 'poison').map(([, deliveries]) => deliveries);
      expect(attempts).toEqual([1, 2, 3]);
      const firstGood = seen.findIndex(([id]) => id === 'good-4');
      expect(firstGood).toBeLessThan(seen.findLastIndex(([id]) => id === 'poison'));
      const [letter, ...others] = await work.deadLetters.list('poison');
      expect(others).toEqual([]);
      expect(letter).toMatchObject({
        queue: 'poison',
        itemId: 'poison',
        body: { drink: 'me' },
        reason: 'this one again',
        deliveries: 3,
      });
      expect(letter?.sequence).toBeGreaterThan(0);
      expect(Date.parse(letter?.time ?? '')).toBeGreaterThan(0);
    });

    it('[BROKER 11.18] replays a dead letter by hand, once', async () => {
      await work.put({ queue: 'bounded', id: 'dead', body: { n: 1 } });
      await consuming(
        'bounded',
        1,
        async () => ({ type: 'dead', reason: 'not for us' }),
        async () => {
          await waitFor(async () => (await work.deadLetters.list('bounded')).length > 0, { what: 'the letter' });
        },
      );
      await drained('bounded');
      const [letter] = await work.deadLetters.list('bounded');
      expect(letter).toMatchObject({ itemId: 'dead', reason: 'not for us', deliveries: 1 });
      const id = letter?.id ?? '';
      expect(await work.deadLetters.replay(id)).toBe('replayed');
      expect(await work.deadLetters.replay(id)).toBe('already-replayed');
      expect(await work.depth('bounded')).toBe(1);
      const seen: WorkItem[] = [];
      const handler = async (item: WorkItem) => {
        seen.push(item);
        return done;
      };
      await consuming('bounded', 1, handler, () => drained('bounded'));
      expect(seen[0]).toMatchObject({ id: 'dead', body: { n: 1 }, deliveries: 1 });
      expect(await work.deadLetters.replay(id)).toBe('already-replayed');
      for (const unknown of ['bounded.dead.999999', 'x', 'a.*.1', '>.>.1', 'bounded.dead.NaN']) {
        expect(await work.deadLetters.replay(unknown)).toBe('not-found');
      }
    });

    it('settles a dead letter by hand without doing it, once, and says what became of each', async () => {
      await work.put({ queue: 'bounded', id: 'unwanted', body: {} });
      const letterOf = async () => (await work.deadLetters.list('bounded')).find(({ itemId }) => itemId === 'unwanted');
      await consuming(
        'bounded',
        1,
        async () => ({ type: 'dead', reason: 'not for us' }),
        async () => void (await waitFor(async () => (await letterOf()) !== undefined, { what: 'the letter' })),
      );
      const letter = await letterOf();
      expect(letter).toMatchObject({ state: 'waiting' });
      const before = await work.deadLetters.count('bounded');
      expect(await work.deadLetters.newest('bounded', 1)).toEqual([letter]);
      const id = letter?.id ?? '';
      expect(await work.deadLetters.drop(id)).toBe('dropped');
      expect(await work.deadLetters.drop(id)).toBe('already-settled');
      expect(await work.deadLetters.replay(id)).toBe('already-replayed');
      expect(await letterOf()).toMatchObject({ state: 'dropped' });
      expect(await work.deadLetters.find(id)).toMatchObject({ itemId: 'unwanted', state: 'dropped' });
      expect(await work.deadLetters.find('bounded.unwanted.999999')).toBeUndefined();
      expect(await work.deadLetters.count('bounded')).toBe(before - 1);
      expect(await work.deadLetters.newest('bounded', 10)).not.toContainEqual(expect.objectContaining({ id }));
      expect(await work.deadLetters.drop('bounded.unwanted.999999')).toBe('not-found');
      await drained('bounded');
    });

    it('shows what lies in a queue, oldest first, and takes out what is named', async () => {
      await work.put({ queue: 'bounded', id: 'one', body: { n: 1 } });
      await work.put({ queue: 'bounded', id: 'two', body: { n: 2 } });
      const all = async () => {
        const items: QueuedItem[] = [];
        for await (const item of work.waiting('bounded')) items.push(item);
        return items;
      };
      const shown = await all();
      expect(shown).toMatchObject([
        { queue: 'bounded', itemId: 'one', body: { n: 1 } },
        { itemId: 'two', body: { n: 2 } },
      ]);
      const id = shown[0]?.id ?? '';
      expect(id).toBe(`bounded.one.${shown[0]?.sequence}`);
      expect(await work.oldest('bounded')).toEqual(shown[0]);
      expect(await work.item(id)).toEqual(shown[0]);
      expect(await work.item(id.replace('.one.', '.two.'))).toBeUndefined();
      expect(await work.remove(id.replace('.one.', '.two.'))).toBe('not-found');
      expect(await work.remove(id)).toBe('removed');
      expect(await work.remove(id)).toBe('not-found');
      expect((await all()).map(({ itemId }) => itemId)).toEqual(['two']);
      await consuming(
        'bounded',
        1,
        async () => done,
        () => drained('bounded'),
      );
    });

    it('finishes what it has when it is shut down gracefully, and takes nothing new', async () => {
      const finished: string[] = [];
      const started = Promise.withResolvers<void>();
      const consumer = await work.consume('endless', 1, async ({ id }) => {
        started.resolve();
        await new Promise((resolve) => setTimeout(resolve, 50));
        finished.push(id);
        return done;
      });
      for (const id of ['first', 'second']) await work.put({ queue: 'endless', id, body: null });
      await started.promise;
      await consumer.gracefulShutdown();
      expect(finished).toEqual(['first']);
      await consumer.finished;
      await consumer.gracefulShutdown();
      await consuming(
        'endless',
        1,
        async () => done,
        () => drained('endless'),
      );
    });

    it('gives an item back when it is shut down forcefully', async () => {
      const started = Promise.withResolvers<AbortSignal>();
      const consumer = await work.consume('endless', 1, ({ signal }) => {
        started.resolve(signal);
        return new Promise(() => undefined);
      });
      await work.put({ queue: 'endless', id: 'dropped', body: 'kept' });
      const signal = await started.promise;
      expect(signal.aborted).toBe(false);
      await consumer.forcefulShutdown();
      expect(signal.aborted).toBe(true);
      const seen: WorkItem[] = [];
      const handler = async (item: WorkItem) => {
        seen.push(item);
        return done;
      };
      await consuming('endless', 1, handler, () => drained('endless'));
      expect(seen[0]).toMatchObject({ id: 'dropped', body: 'kept', deliveries: 2 });
    });

    it.each(['*', '>', 'a.b', '../x', 'ä', '', 'x'.repeat(65), 'a\r\nb', 'a\u0000'])(
      '[BROKER 11.23] refuses the id %j and stores nothing',
      async (id) => {
        await expect(work.put({ queue: 'endless', id, body: null })).rejects.toThrow(/must be 1 to 64/);
        await expect(work.put({ queue: id, id: 'x', body: null })).rejects.toThrow(/must be 1 to 64/);
        expect(await work.depth('endless')).toBe(0);
      },
    );
  });
};

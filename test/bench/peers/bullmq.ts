import { Queue, Worker } from 'bullmq';
import type { JobsPeer } from '../peer-doors.ts';

const NAME = 'bench';
const AT_ONCE = 500;

export const openBullmq = async (port: number): Promise<JobsPeer> => {
  const connection = { port, host: '127.0.0.1', maxRetriesPerRequest: null };
  const queue = new Queue(NAME, { connection });
  await queue.waitUntilReady();

  return {
    settings: `addBulk of ${AT_ONCE}; finished jobs are kept, as history`,
    enqueue: async (count) => {
      for (let done = 0; done < count; done += AT_ONCE) {
        const some = Math.min(AT_ONCE, count - done);
        await queue.addBulk(
          Array.from({ length: some }, (_, index) => ({ name: 'noop', data: { job: done + index } })),
        );
      }
    },
    work: async (concurrency, count) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      let completed = 0;
      const began = performance.now();
      const worker = new Worker(NAME, async () => undefined, { connection, concurrency });
      worker.on('completed', () => {
        completed += 1;
        if (completed >= count) resolve();
      });
      await promise;
      const worked = performance.now() - began;
      await worker.close();
      return worked;
    },
    idle: async (count) => {
      const samples: number[] = [];
      let began = 0;
      let started = (): void => undefined;
      const worker = new Worker(
        NAME,
        async () => {
          samples.push(performance.now() - began);
          started();
        },
        { connection, concurrency: 1 },
      );
      await worker.waitUntilReady();
      for (let job = 0; job < count; job += 1) {
        const { promise, resolve } = Promise.withResolvers<void>();
        started = resolve;
        await new Promise((rest) => setTimeout(rest, 20));
        began = performance.now();
        await queue.add('noop', { job });
        await promise;
      }
      await worker.close();
      return samples;
    },
    [Symbol.asyncDispose]: () => queue.close(),
  };
};

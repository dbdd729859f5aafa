import { Logger, makeWorkerUtils, run, type TaskList } from 'graphile-worker';
import { Pool } from 'pg';
import type { JobsPeer } from '../peer-doors.ts';

const AT_ONCE = 500;
const silent = new Logger(() => () => undefined);

/** Its default, and what its own performance page recommends for throughput, which gives up some of its promises. */
const presets = {
  default: {},
  tuned: { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 },
};

export const openGraphile = async (url: string, how: 'default' | 'tuned'): Promise<JobsPeer> => {
  // The pool has to have room for each worker and for the one that listens.
  const pool = new Pool({ connectionString: url, max: 60 });
  const fail = (error: Error): never => {
    throw error;
  };
  pool.on('error', fail);
  pool.on('connect', (client) => void client.on('error', fail));
  const utils = await makeWorkerUtils({ pgPool: pool, logger: silent });
  await utils.migrate();
  const start = (concurrency: number, taskList: TaskList) =>
    run({
      pgPool: pool,
      logger: silent,
      taskList,
      noHandleSignals: true,
      preset: { worker: { concurrentJobs: concurrency, ...presets[how] } },
    });
  const left = async (): Promise<number> => {
    const { rows } = await pool.query<{ count: number }>('select count(*)::int as count from graphile_worker.jobs');
    return rows[0]?.count ?? 0;
  };

  return {
    settings:
      how === 'default'
        ? `addJobs of ${AT_ONCE}; default settings; finished jobs are deleted: no history`
        : `addJobs of ${AT_ONCE}; localQueue 500, ends stored in batches; finished jobs are deleted: no history`,
    enqueue: async (count) => {
      for (let done = 0; done < count; done += AT_ONCE) {
        const some = Math.min(AT_ONCE, count - done);
        await utils.addJobs(
          Array.from({ length: some }, (_, index) => ({ identifier: 'noop', payload: { job: done + index } })),
        );
      }
    },
    work: async (concurrency, count) => {
      let begun = 0;
      const since = performance.now();
      const { promise, resolve } = Promise.withResolvers<void>();
      const runner = await start(concurrency, {
        noop: async () => {
          begun += 1;
          if (begun >= count) resolve();
        },
      });
      await promise;
      while ((await left()) > 0) await new Promise((rest) => setTimeout(rest, 2));
      const worked = performance.now() - since;
      await runner.stop();
      return worked;
    },
    idle: async (count) => {
      const samples: number[] = [];
      let began = 0;
      let started = (): void => undefined;
      const runner = await start(1, {
        noop: async () => {
          samples.push(performance.now() - began);
          started();
        },
      });
      for (let job = 0; job < count; job += 1) {
        const { promise, resolve } = Promise.withResolvers<void>();
        started = resolve;
        await new Promise((rest) => setTimeout(rest, 20));
        began = performance.now();
        await utils.addJob('noop', { job });
        await promise;
      }
      await runner.stop();
      return samples;
    },
    [Symbol.asyncDispose]: async () => {
      await utils.release();
      await pool.end();
    },
  };
};

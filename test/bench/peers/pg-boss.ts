import { PgBoss } from 'pg-boss';
import { Pool } from 'pg';
import type { JobsPeer } from '../peer-doors.ts';

const NAME = 'bench';
const AT_ONCE = 500;

/** Workers that fetch many at once and are woken by NOTIFY; without the statistics of VACUUM ANALYZE it is 25 × slower. */
export const openPgBoss = async (url: string): Promise<JobsPeer> => {
  const boss = new PgBoss({ connectionString: url, max: 20, supervise: false, schedule: false, useListenNotify: true });
  boss.on('error', (error) => {
    throw error;
  });
  await boss.start();
  await boss.createQueue(NAME, { notify: true });
  const pool = new Pool({ connectionString: url, max: 1 });
  const left = async (): Promise<number> => {
    const text = `select count(*)::int as count from pgboss.job where name = $1 and state < 'completed'`;
    const { rows } = await pool.query<{ count: number }>(text, [NAME]);
    return rows[0]?.count ?? 0;
  };

  return {
    settings: `insert of ${AT_ONCE}; batches of 100, burst, NOTIFY; VACUUM ANALYZE before; one row a job, kept`,
    enqueue: async (count) => {
      for (let done = 0; done < count; done += AT_ONCE) {
        const some = Math.min(AT_ONCE, count - done);
        await boss.insert(
          NAME,
          Array.from({ length: some }, (_, index) => ({ data: { job: done + index } })),
        );
      }
      await pool.query('vacuum analyze');
    },
    work: async (concurrency, count) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      let begun = 0;
      const since = performance.now();
      const options = {
        batchSize: 100,
        localConcurrency: Math.max(1, Math.ceil(concurrency / 10)),
        burstWhenBatchFull: true,
        pollingIntervalSeconds: 0.5,
      };
      await boss.work(NAME, options, async (jobs: readonly unknown[]) => {
        begun += jobs.length;
        if (begun >= count) resolve();
      });
      await promise;
      while ((await left()) > 0) await new Promise((rest) => setTimeout(rest, 5));
      const worked = performance.now() - since;
      await boss.offWork(NAME, { wait: true });
      return worked;
    },
    idle: async (count) => {
      const samples: number[] = [];
      let began = 0;
      let started = (): void => undefined;
      await boss.work(NAME, { pollingIntervalSeconds: 0.5 }, async () => {
        samples.push(performance.now() - began);
        started();
      });
      for (let job = 0; job < count; job += 1) {
        const { promise, resolve } = Promise.withResolvers<void>();
        started = resolve;
        await new Promise((rest) => setTimeout(rest, 20));
        began = performance.now();
        await boss.send(NAME, { job });
        await promise;
      }
      await boss.offWork(NAME, { wait: true });
      return samples;
    },
    [Symbol.asyncDispose]: async () => {
      await boss.stop({ graceful: false, close: true });
      await pool.end();
    },
  };
};

import { Worker } from 'node:worker_threads';
import { DatabaseError, type DatabaseFault } from '../database-error.ts';
import type { Reply, Request, Rows, Setup } from './messages.ts';

/** One life of the worker thread. When it ends, whatever waits is refused, and the session stays ended. */
export interface WorkerSession {
  readonly ended: boolean;
  /** `begins` is for the first statement of a transaction, which is then begun before it. */
  query(sql: string, parameters: readonly unknown[], begins?: boolean): Promise<Rows>;
  close(): Promise<void>;
}

/** @throws DatabaseError when PGlite cannot open the folder. */
export const startSession = async (setup: Setup): Promise<WorkerSession> => {
  // Not the parent's flags: a test runner's or debugger's would not suit the worker.
  const worker = new Worker(new URL('./pglite-worker.ts', import.meta.url), { workerData: setup, execArgv: [] });
  const waiting = new Map<number, { sql: string; settle(reply: Reply): void }>();
  let ended = false;
  let nextId = 1;
  let why = 'the database thread has ended';

  worker.on('message', (reply: Reply) => {
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    asked?.settle(reply);
  });
  worker.on('error', (error) => (why = `the database thread failed: ${error.message}`));
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      ended = true;
      const fault: DatabaseFault = { code: 'connection', reason: why, constraint: undefined };
      for (const [id, { settle }] of waiting) settle({ id, type: 'fault', fault });
      waiting.clear();
      resolve();
    });
  });

  const expect = (id: number, sql: string): Promise<Reply> =>
    new Promise((resolve, reject) => {
      waiting.set(id, {
        sql,
        settle: (reply) => (reply.type === 'fault' ? reject(new DatabaseError(reply.fault, sql)) : resolve(reply)),
      });
    });
  const ask = (request: Request, sql: string): Promise<Reply> => {
    if (ended)
      return Promise.reject(new DatabaseError({ code: 'connection', reason: why, constraint: undefined }, sql));
    const answer = expect(request.id, sql);
    worker.postMessage(request, []);
    return answer;
  };

  try {
    await expect(0, 'open');
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  return {
    get ended() {
      return ended;
    },
    query: async (sql, parameters, begins = false) => {
      const reply = await ask({ id: nextId++, type: 'query', sql, parameters, begins }, sql);
      return reply.type === 'rows' ? reply.rows : { rows: [], affected: undefined, command: undefined };
    },
    close: async () => {
      if (!ended) await ask({ id: nextId++, type: 'close' }, 'close').catch(() => worker.terminate());
      await exited;
    },
  };
};

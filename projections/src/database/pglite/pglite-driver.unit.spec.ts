import { CompiledQuery } from 'kysely';
import { describe, expect, it } from 'vitest';
import { PGliteDriver } from './pglite-driver.ts';
import type { WorkerSession } from './worker-session.ts';

/** A thread that answers each statement with its own number, until it dies. */
const threads = () => {
  const started: { number: number; seen: string[]; die(): void }[] = [];
  const start = async (): Promise<WorkerSession> => {
    const number = started.length + 1;
    const seen: string[] = [];
    let ended = false;
    started.push({ number, seen, die: () => (ended = true) });
    return {
      get ended() {
        return ended;
      },
      query: async (sql, _parameters, begins) => {
        if (ended) throw new Error(`thread ${number} is dead`);
        if (begins) seen.push('begin');
        seen.push(sql);
        return { rows: [{ number }], affected: undefined, command: sql.toUpperCase() };
      },
      close: async () => {
        ended = true;
      },
    };
  };
  return { started, start };
};

const opened = async () => {
  const { started, start } = threads();
  const driver = new PGliteDriver(undefined, start);
  await driver.init();
  const connection = await driver.acquireConnection();
  const run = async (sql: string, on = connection) => (await on.executeQuery(CompiledQuery.raw(sql))).rows;
  return { driver, started, connection, run };
};

describe('the driver of PGlite', () => {
  it('starts the thread again for the next statement after it died', async () => {
    const { started, run } = await opened();
    expect(await run('select 1')).toEqual([{ number: 1 }]);
    started[0]?.die();
    expect(await run('select 2')).toEqual([{ number: 2 }]);
  });

  it('lets a transaction whose thread died fail to its end, and no part of it reach the new thread', async () => {
    const { driver, started, connection, run } = await opened();
    await driver.beginTransaction(connection);
    await run('insert 1');
    started[0]?.die();
    const other = await driver.acquireConnection();
    const reading = run('select 1', other);
    await expect(run('insert 2')).rejects.toThrow('thread 1 is dead');
    await expect(driver.commitTransaction(connection)).rejects.toThrow('thread 1 is dead');
    expect(await reading).toEqual([{ number: 2 }]);
    await driver.rollbackTransaction(connection);
    expect(started[1]?.seen).toEqual(['select 1']);
  });

  it('keeps other statements out between begin and commit', async () => {
    const { driver, started, connection, run } = await opened();
    await driver.beginTransaction(connection);
    const reading = run('select 1', await driver.acquireConnection());
    await run('insert 1');
    await driver.commitTransaction(connection);
    await reading;
    expect(started[0]?.seen).toEqual(['begin', 'insert 1', 'commit', 'select 1']);
  });

  it('says nothing of a transaction that does nothing', async () => {
    const { driver, started, connection } = await opened();
    await driver.beginTransaction(connection);
    await driver.commitTransaction(connection);
    expect(started[0]?.seen).toEqual([]);
  });
});

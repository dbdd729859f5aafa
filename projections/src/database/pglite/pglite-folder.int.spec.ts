import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { seedPGlite } from '../../../../test/support/pglite-seed.ts';
import { Chronicle } from '../../../test/chronicle.ts';
import { rowsHash } from '../../../test/doors.ts';
import { MemoryAnnouncements, MemoryLog, MemorySources } from '../../../test/memory-log.ts';
import { readModels } from '../../read-models.ts';
import { startProjections } from '../../runtime/projections.ts';
import { createReadPositions } from '../../runtime/read-positions.ts';
import { type Database, openDatabase } from '../database.ts';
import { DatabaseBroken } from '../database-error.ts';
import { DatabaseInUse, lockFolder } from './folder-lock.ts';
import { startSession } from './worker-session.ts';

const OPENER = fileURLToPath(new URL('../../../test/opener.ts', import.meta.url));

const aFolder = async (): Promise<string> => {
  const root = await mkdtemp(join(tmpdir(), 'pagewright-pglite-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  return join(root, 'database');
};

/** A closed and empty database. */
const aDatabaseFolder = async (): Promise<string> => {
  const folder = await aFolder();
  await seedPGlite(folder);
  return folder;
};

const opened = async (dataDir: string): Promise<Database> => {
  const database = await openDatabase({ dataDir });
  onTestFinished(() => database.close());
  return database;
};

const opener = (folder: string, mode: 'hold' | 'write') => {
  const child = spawn(process.execPath, [OPENER, folder, mode], { stdio: ['ignore', 'pipe', 'inherit'], env: {} });
  onTestFinished(() => killed(child));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, line: async (): Promise<string> => (await lines.next()).value ?? 'ended' };
};

const killed = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
};

describe('a folder of PGlite', { timeout: 60_000 }, () => {
  it('is refused to a second opener, of this process or another, with a sentence that names the holder', async () => {
    const folder = await aDatabaseFolder();
    const database = await opened(folder);
    await expect(openDatabase({ dataDir: folder })).rejects.toThrow(DatabaseInUse);
    const other = opener(folder, 'hold');
    expect(await other.line()).toBe(
      `DatabaseInUse: The database in ${folder} is in use by process ${process.pid}: stop that process first, or set PAGEWRIGHT_DATABASE_URL to share a PostgreSQL`,
    );
    await database.close();
    await (await opened(folder)).close();
  });

  it('opens again after its opener was killed in the middle of writing, with all that was committed and nothing half', async () => {
    const folder = await aDatabaseFolder();
    const { child, line } = opener(folder, 'write');
    expect(await line()).toBe('open');
    let committed = 0;
    while (committed < 60) committed = Number(await line());
    await killed(child);
    const { db } = await opened(folder);
    const { rows } = await sql<{ half: string; count: number; last: number }>`
      select half, count(*) as count, max(number) as last from pair group by half order by half`.execute(db);
    expect(rows[0]).toMatchObject({ half: 'left', count: rows[1]?.count, last: rows[1]?.last });
    expect(rows[0]?.count).toBeGreaterThanOrEqual(committed);
    expect(rows[0]?.count).toBe(rows[0]?.last);
  });

  it('that holds something else or was damaged is refused with a sentence that says what to do', async () => {
    const noFolder = await aFolder();
    await writeFile(noFolder, 'not a folder');
    const damaged = await aDatabaseFolder();
    await writeFile(join(damaged, 'global', 'pg_control'), 'rubbish');
    for (const folder of [noFolder, damaged]) {
      const error = await openDatabase({ dataDir: folder }).catch((raw: unknown) => raw);
      expect(error).toBeInstanceOf(DatabaseBroken);
      expect(String(error)).toContain(`The database in ${folder} cannot be opened`);
      // Refused, not held: whoever removes the folder can go on.
      await (await lockFolder(folder)).release();
    }
  });

  it('is taken over when the pid in the lock belongs to another process now', async () => {
    const folder = await aFolder();
    await writeFile(`${folder}.lock`, JSON.stringify({ pid: process.pid, started: 'long ago', id: 'x' }));
    const lock = await lockFolder(folder);
    expect(JSON.parse(await readFile(`${folder}.lock`, 'utf8'))).toMatchObject({ pid: process.pid });
    await lock.release();
    await expect(readFile(`${folder}.lock`)).rejects.toThrow('ENOENT');
  });

  it('has one new holder when several find a dead one at the same moment', async () => {
    for (let round = 0; round < 20; round += 1) {
      const folder = await aFolder();
      await writeFile(`${folder}.lock`, JSON.stringify({ pid: 2 ** 22 + 1, started: 'long ago', id: 'x' }));
      const tries = await Promise.allSettled(Array.from({ length: 6 }, () => lockFolder(folder)));
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const attempt of tries)
        if (attempt.status === 'rejected') expect(attempt.reason).toBeInstanceOf(DatabaseInUse);
    }
  });

  it('gives the same rows after it was removed and built again from the log', async () => {
    const folder = await aDatabaseFolder();
    const log = new MemoryLog();
    const sources = new MemorySources();
    const tell = new Chronicle(log, sources);
    tell.account('ada', 'Ada');
    for (const site of ['one', 'two']) {
      tell.created(site, 'ada');
      for (const version of [1, 2, 3]) {
        tell.requested(site, `${site}-${version}`, 'ada', `Change ${version}`);
        tell.started(site, `${site}-${version}`);
        tell.succeeded(site, `${site}-${version}`, version, `Changed ${version}`);
      }
    }
    const hashes: string[] = [];
    for (const _round of [1, 2]) {
      const database = await openDatabase({ dataDir: folder });
      const announcements = new MemoryAnnouncements();
      const running = startProjections({ database, feed: log, sources, announcements, projections: readModels });
      await running.ready;
      using positions = createReadPositions(database.db, announcements);
      const names = readModels.map(({ name }) => name);
      expect(await positions.waitFor(names, await log.last(), 10_000)).toEqual({ status: 'reached' });
      await running.gracefulShutdown();
      hashes.push(await rowsHash(database));
      expect(await database.db.selectFrom('versions').select('number').execute()).toHaveLength(6);
      await database.close();
      await rm(folder, { recursive: true });
    }
    expect(hashes[0]).toBe(hashes[1]);
  });
});

describe('a thread of PGlite', { timeout: 60_000 }, () => {
  it('finishes what it was asked before it closes, and refuses what comes after', async () => {
    const session = await startSession({ dataDir: undefined });
    const last = session.query('select 1 as one', []);
    const closed = session.close();
    expect((await last).rows).toEqual([{ one: 1 }]);
    await closed;
    expect(session.ended).toBe(true);
    await expect(session.query('select 2', [])).rejects.toMatchObject({ name: 'DatabaseError', code: 'connection' });
    await session.close();
  });
});

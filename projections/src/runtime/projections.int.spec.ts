import { setTimeout as pause } from 'node:timers/promises';
import { type Recorded, position } from '@pagewright/kernel';
import { sql } from 'kysely';
import { describe, expect, it, vi } from 'vitest';
import { DOORS, useDoor } from '../../test/doors.ts';
import { ledger, ledgerRows, noted } from '../../test/ledger.ts';
import { MemoryAnnouncements, MemoryLog } from '../../test/memory-log.ts';
import { eventually, logOf, notesIn, numbered, start, stateOf } from '../../test/running-ledger.ts';
import { DatabaseError } from '../database/database-error.ts';
import { createReadPositions } from './read-positions.ts';

// The machine may be busy with other suites: nothing here goes by how long a thing takes.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

describe.each(DOORS)('projections on %s', (name) => {
  const door = useDoor(name);

  it('apply every event once and in order, whatever the batches', async () => {
    const database = await door.fresh();
    const log = logOf(...numbered(1, 150));
    const running = await start(database, log, ledger(), 7);
    await running.reach(await log.last());
    for (const note of numbered(151, 160)) log.add('note', 'n1', noted(note));
    await running.reach(await log.last());
    expect(await notesIn(database)).toEqual(numbered(1, 160));
  });

  it('move their checkpoint over gaps and over events that they do not handle', async () => {
    const database = await door.fresh();
    const log = logOf('a');
    log.add('note', 'n1', { type: 'Other', data: {} });
    log.add('stranger', 's1', noted('not theirs'));
    log.add('note', 'n1', noted('b'), { gap: 40 });
    const running = await start(database, log, ledger());
    await running.reach(await log.last());
    log.skip(25);
    await running.reach(await log.last());
    expect(await notesIn(database)).toEqual(['a', 'b']);
    expect(running.announcements.said.at(-1)).toEqual({ projection: 'ledger', position: await log.last() });
  });

  it('leave nothing half when a batch breaks between its rows and its commit', async () => {
    const database = await door.fresh();
    const log = logOf('a', 'b', 'c');
    let breaks = 1;
    const seen: number[] = [];
    const running = await start(
      database,
      log,
      ledger({
        written: async () => {
          if (breaks === 0) return;
          breaks -= 1;
          seen.push(breaks);
          throw new DatabaseError({ code: 'connection', reason: 'cut off', constraint: undefined }, 'insert');
        },
      }),
    );
    await running.reach(await log.last());
    expect(seen).toEqual([0]);
    expect(await notesIn(database)).toEqual(['a', 'b', 'c']);
  });

  it('are at work once: a second one stands by, and takes over without a gap or a repeat', async () => {
    const database = await door.fresh();
    const log = logOf(...numbered(1, 30));
    const first = await start(database, log, ledger());
    await first.reach(await log.last());
    const second = await start(await door.second(), log, ledger());
    await eventually(() =>
      expect(stateOf(second)).toMatchObject({ state: 'standing-by', reason: 'another-is-active' }),
    );
    log.add('note', 'n1', noted('31'));
    await first.reach(await log.last());
    expect(stateOf(second)).toMatchObject({ state: 'standing-by' });
    await first.projections.forcefulShutdown();
    log.add('note', 'n1', noted('32'));
    await second.reach(await log.last());
    expect(stateOf(second)).toMatchObject({ state: 'active' });
    expect(await notesIn(database)).toEqual(numbered(1, 32));
  });

  it('write nothing when the checkpoint moved under them, and go on from where it stands', async () => {
    const database = await door.fresh();
    const log = logOf('a', 'b');
    const running = await start(database, log, ledger());
    await running.reach(await log.last());
    // As another projector would: rows and checkpoint at once.
    const position = (await log.last()) + 1;
    await database.db.transaction().execute(async (trx) => {
      await sql`insert into ledger (position, note) values (${position}, 'c, by another')`.execute(trx);
      await trx.updateTable('projection').set({ position }).execute();
    });
    log.add('note', 'n1', noted('c'));
    log.add('note', 'n1', noted('d'));
    await running.reach(await log.last());
    expect(await notesIn(database)).toEqual(['a', 'b', 'c, by another', 'd']);
  });

  it('restored to an older state miss nothing', async () => {
    const database = await door.fresh();
    const log = logOf(...numbered(1, 20));
    const before = await start(database, log, ledger());
    await before.reach(await log.last());
    await before.projections.gracefulShutdown();
    await sql`delete from ledger where position > 8`.execute(database.db);
    await database.db.updateTable('projection').set({ position: 8 }).execute();
    const after = await start(database, log, ledger());
    await after.reach(await log.last());
    expect(await notesIn(database)).toEqual(numbered(1, 20));
  });

  it('stop and say so when the log ends before the checkpoint', async () => {
    const database = await door.fresh();
    const before = await start(database, logOf(...numbered(1, 9)), ledger());
    await before.reach(position(9));
    await before.projections.gracefulShutdown();
    const after = await start(database, logOf(...numbered(1, 5)), ledger());
    await eventually(() => expect(stateOf(after)).toMatchObject({ state: 'stopped' }));
    expect(stateOf(after)).toMatchObject({ error: expect.stringMatching(/position 9.*ends at 5.*history was lost/) });
    expect(await notesIn(database)).toEqual(numbered(1, 9));
  });

  it('leave it to the reader of the log to say that history was lost: a look at its end alone may come from a late replica', async () => {
    const database = await door.fresh();
    const log = logOf(...numbered(1, 9));
    const before = await start(database, log, ledger());
    await before.reach(position(9));
    await before.projections.gracefulShutdown();
    log.last = async () => position(5);
    log.add('note', 'n1', noted('10'));
    const after = await start(database, log, ledger());
    await after.reach(position(10));
    expect(await notesIn(database)).toEqual(numbered(1, 10));
  });

  it('end when they are told to while the log is away', async () => {
    const database = await door.fresh();
    const away = new MemoryLog();
    away.first = () => new Promise(() => {});
    const running = await start(database, away, ledger());
    await eventually(() => expect(stateOf(running)?.position).toBe(0));
    await running.projections.gracefulShutdown();
    expect(stateOf(running)?.state).toBe('ended');
  });

  it('stop before an event that cannot be applied, name it, and keep what was before it', async () => {
    const database = await door.fresh();
    const log = logOf(...numbered(1, 20));
    const bad = log.events[12] as Recorded;
    const tries: number[] = [];
    const refuse = (events: readonly Recorded[]) => {
      if (!events.includes(bad)) return;
      if (events.length === 1) tries.push(1);
      throw new Error('no such thing');
    };
    const running = await start(database, log, ledger({ written: refuse }));
    await eventually(() => expect(stateOf(running)?.state).toBe('stopped'));
    expect(stateOf(running)).toMatchObject({
      position: 12,
      event: { id: bad.meta.id, position: 13, stream: 'note.n1', type: 'Noted' },
      error: expect.stringContaining('stopped at position 13: Noted of note.n1'),
    });
    expect(tries.length).toBeGreaterThan(1);
    expect(await notesIn(database)).toEqual(numbered(1, 12));
    await running.projections.gracefulShutdown();
    await expect(running.projections.finished).resolves.toBeUndefined();
    expect(stateOf(running)?.state).toBe('stopped');
  });

  it('wait for a service that is away as long as it takes', async () => {
    const database = await door.fresh();
    const log = logOf('a', 'b');
    let away = true;
    const preparing = () => {
      if (away) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    };
    const running = await start(database, log, ledger({ preparing }));
    await eventually(() => expect(stateOf(running)).toMatchObject({ state: 'retrying', event: null }));
    await pause(700);
    expect(stateOf(running)?.state).toBe('retrying');
    away = false;
    await running.reach(await log.last());
    expect(await notesIn(database)).toEqual(['a', 'b']);
  });

  it('build a new version beside the old one while reads go on, and swap it in whole', async () => {
    const database = await door.fresh();
    const log = logOf(...numbered(1, 40));
    const old = await start(database, log, ledger());
    await old.reach(await log.last());
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const preparing = () => held;
    const next = await start(await door.second(), log, ledger({ preparing }, 2));
    await eventually(() => expect(stateOf(next)?.state).toBe('building'));
    log.add('note', 'n1', noted('41'));
    await old.reach(await log.last());
    expect((await ledgerRows(database.db)).every((row) => !('shouted' in row))).toBe(true);

    const counts = new Set<number>();
    const reading = new AbortController();
    const reads = (async () => {
      while (!reading.signal.aborted) counts.add((await ledgerRows(database.db)).length);
    })();
    release();
    await eventually(() => expect(stateOf(next)?.state).toBe('active'));
    reading.abort();
    await reads;
    expect([...counts]).toEqual([41]);
    expect((await ledgerRows(database.db)).map(({ shouted }) => shouted)).toEqual(numbered(1, 41));

    log.add('note', 'n1', noted('forty-two'));
    await next.reach(await log.last());
    expect((await ledgerRows(database.db)).at(-1)).toMatchObject({ note: 'forty-two', shouted: 'FORTY-TWO' });
    await eventually(() => expect(stateOf(old)).toMatchObject({ state: 'standing-by', reason: 'superseded' }));
    const { rows } = await sql`select nspname from pg_namespace where nspname like 'beside%'`.execute(database.db);
    expect(rows).toEqual([]);
  });

  it('leave out a version that was abandoned while it was built', async () => {
    const database = await door.fresh();
    const log = logOf('a', 'b');
    const first = await start(database, log, ledger());
    await first.reach(await log.last());
    await first.projections.gracefulShutdown();
    const never = new Promise<void>(() => {});
    const second = await start(database, log, ledger({ preparing: () => never }, 2));
    await eventually(() => expect(stateOf(second)?.state).toBe('building'));
    const third = await start(await door.second(), log, ledger({}, 3));
    await eventually(() => expect(stateOf(third)?.state).toBe('active'));
    expect((await ledgerRows(database.db)).map(({ shouted }) => shouted)).toEqual(['A', 'B']);
    const rows = await database.db.selectFrom('projection').select(['version', 'live']).execute();
    expect(rows).toEqual([{ version: 3, live: true }]);
  });

  it('are installed once when processes start together', async () => {
    const database = await door.fresh();
    const other = await door.second();
    const log = logOf('a', 'b', 'c');
    const runs = await Promise.all([database, other, database, other].map((each) => start(each, log, ledger())));
    await runs[0]?.reach(await log.last());
    expect(await notesIn(database)).toEqual(['a', 'b', 'c']);
    await eventually(() => {
      const states = runs.map((run) => stateOf(run)?.state).toSorted();
      expect(states).toEqual(['active', 'standing-by', 'standing-by', 'standing-by']);
    });
  });

  it('let a reader wait for a position, also when no announcement came, and tell the lag in the end', async () => {
    const database = await door.fresh();
    const log = logOf('a');
    const running = await start(database, log, ledger());
    await running.reach(await log.last());
    const deaf = new MemoryAnnouncements();
    using positions = createReadPositions(database.db, deaf);
    expect(await positions.positions()).toEqual({ ledger: 1 });
    const waiting = positions.waitFor(['ledger'], position(2), 15_000);
    log.add('note', 'n1', noted('b'));
    expect(await waiting).toEqual({ status: 'reached' });
    expect(await positions.waitFor(['ledger', 'nobody'], position(3), 30)).toEqual({
      status: 'behind',
      lag: [
        { projection: 'ledger', position: 2 },
        { projection: 'nobody', position: 0 },
      ],
    });
  });

  it('finish the batch that they write when drained, and roll it back when dropped', async () => {
    for (const how of ['gracefulShutdown', 'forcefulShutdown'] as const) {
      const database = await door.fresh();
      const log = logOf('a', 'b');
      let inside = () => {};
      const reached = new Promise<void>((resolve) => (inside = resolve));
      let go = () => {};
      const gate = new Promise<void>((resolve) => (go = resolve));
      const written = async () => {
        inside();
        await gate;
      };
      const running = await start(database, log, ledger({ written }));
      await reached;
      const stopped = running.projections[how]();
      go();
      await stopped;
      expect(await notesIn(database)).toEqual(how === 'gracefulShutdown' ? ['a', 'b'] : []);
      expect(stateOf(running)?.state).toBe('ended');
      await running.projections.gracefulShutdown();
    }
  });
});

describe('projections on a PostgreSQL that ends connections', () => {
  const door = useDoor('postgresql');

  it('go on after their connection was ended while they waited, and in the middle of a batch', async () => {
    const database = await door.fresh();
    const operator = await door.second();
    const log = logOf('a');
    let cut = false;
    const endOthers = () =>
      sql`select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()`.execute(
        operator.db,
      );
    const written = async () => {
      if (!cut) return;
      cut = false;
      await endOthers();
    };
    const running = await start(database, log, ledger({ written }));
    await running.reach(await log.last());
    await endOthers();
    log.add('note', 'n1', noted('b'));
    await running.reach(await log.last());
    cut = true;
    log.add('note', 'n1', noted('c'));
    await running.reach(await log.last());
    expect(cut).toBe(false);
    expect(await notesIn(database)).toEqual(['a', 'b', 'c']);
  });
});

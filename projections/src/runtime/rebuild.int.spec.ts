import { type Recorded, position } from '@pagewright/kernel';
import { describe, expect, it, vi } from 'vitest';
import { sql } from 'kysely';
import { DOORS, useDoor } from '../../test/doors.ts';
import { ledger, ledgerRows, noted } from '../../test/ledger.ts';
import { eventually, logOf, notesIn, numbered, type Running, start, stateOf } from '../../test/running-ledger.ts';
import type { Database } from '../database/database.ts';
import { ProjectionFailed, refOf } from './retry-table.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

/** Holds the rebuild, and whoever else prepares, back until it is let go. */
const gate = () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
};

const checkpoints = ({ db }: Database) =>
  db.selectFrom('projection').select(['version', 'generation', 'live', 'position']).orderBy('live', 'desc').execute();
const generation = async (database: Database) => (await checkpoints(database)).find(({ live }) => live)?.generation;
const rebuilt = (database: Database, to: number) =>
  vi.waitFor(async () => expect(await generation(database)).toBe(to), { timeout: 15_000 });
const schemasBeside = async ({ db }: Database) =>
  (await sql<{ name: string }>`select nspname as name from pg_namespace where nspname like 'beside%'`.execute(db)).rows;
const building = (running: Running) =>
  eventually(() => expect(running.projections.rebuilds()[0]).toMatchObject({ state: 'building' }));

describe.each(DOORS)('a rebuild on %s', (name) => {
  const door = useDoor(name);

  it('makes the same rows beside the live ones, while those are read and go on, and takes their place', async () => {
    const database = await door.fresh();
    const log = logOf(...numbered(1, 60));
    const { open, opened } = gate();
    let isHeld = false;
    const preparing = (events: readonly { meta: { position: number } }[]) =>
      isHeld && (events[0]?.meta.position ?? 0) <= 60 ? opened : undefined;
    const running = await start(database, log, ledger({ preparing }), 16);
    await running.reach(await log.last());
    const before = await ledgerRows(database.db);
    // By hand; the log knows better.
    await sql`update ledger set note = 'damaged' where position = 7`.execute(database.db);

    isHeld = true;
    expect(await running.projections.rebuild(['ledger'])).toEqual([{ name: 'ledger', version: 1, generation: 1 }]);
    await building(running);
    log.add('note', 'n1', noted('61'));
    await running.reach(await log.last());
    expect(await notesIn(database)).toHaveLength(61);

    const lengths = new Set<number>();
    const reading = new AbortController();
    const reads = (async () => {
      while (!reading.signal.aborted) lengths.add((await ledgerRows(database.db)).length);
    })();
    open();
    await rebuilt(database, 1);
    reading.abort();
    await reads;
    expect([...lengths]).toEqual([61]);
    expect((await ledgerRows(database.db)).slice(0, 60)).toEqual(before);

    log.add('note', 'n1', noted('62'));
    await running.reach(await log.last());
    expect(await notesIn(database)).toEqual(numbered(1, 62));
    expect(stateOf(running)).toMatchObject({ state: 'active', position: 62 });
    expect(await schemasBeside(database)).toEqual([]);
    await eventually(() => expect(running.projections.rebuilds()).toEqual([]));
  });

  it('goes on after a crash in the middle of it, from where it was', async () => {
    const database = await door.fresh();
    const log = logOf(...numbered(1, 30));
    const { opened } = gate();
    const seen: number[] = [];
    let isRebuilding = false;
    const holding = ledger({
      preparing: (events) => (isRebuilding && (events.at(-1)?.meta.position ?? 0) > 20 ? opened : undefined),
    });
    const first = await start(database, log, holding, 10);
    await first.reach(await log.last());
    isRebuilding = true;
    await first.projections.rebuild(['ledger']);
    await vi.waitFor(async () => expect((await checkpoints(database))[1]?.position).toBe(20), { timeout: 15_000 });
    await first.projections.forcefulShutdown();

    const watching = ledger({ preparing: (events) => void seen.push(...events.map(({ meta }) => meta.position)) });
    const second = await start(await door.second(), log, watching, 10);
    log.add('note', 'n1', noted('31'));
    await second.reach(await log.last());
    await rebuilt(database, 1);
    expect(await notesIn(database)).toEqual(numbered(1, 31));
    expect(Math.min(...seen)).toBe(21);
  });

  it('is dropped by a cancel, leaves what is read as it is, and may begin again', async () => {
    const database = await door.fresh();
    const log = logOf(...numbered(1, 9));
    let held = gate();
    let isHeld = false;
    const running = await start(database, log, ledger({ preparing: () => (isHeld ? held.opened : undefined) }));
    await running.reach(await log.last());
    isHeld = true;
    await running.projections.rebuild(['ledger']);
    await building(running);
    await running.projections.cancelRebuild(['ledger']);
    held.open();
    await eventually(() => expect(running.projections.rebuilds()).toEqual([]));
    expect(await schemasBeside(database)).toEqual([]);
    expect(await checkpoints(database)).toEqual([{ version: 1, generation: 0, live: true, position: 9 }]);
    await expect(running.projections.cancelRebuild(['ledger'])).rejects.toThrow(/ledger is not being rebuilt/);

    held = gate();
    isHeld = false;
    await running.projections.rebuild(['ledger']);
    await rebuilt(database, 1);
    expect(await notesIn(database)).toEqual(numbered(1, 9));
  });

  it('is refused while there is one, and for a name that there is not', async () => {
    const database = await door.fresh();
    const { open, opened } = gate();
    let isHeld = false;
    const running = await start(database, logOf('a'), ledger({ preparing: () => (isHeld ? opened : undefined) }));
    await running.reach(position(1));
    isHeld = true;
    const asked = await Promise.allSettled([1, 2].map(() => running.projections.rebuild(['ledger'])));
    expect(asked.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(running.projections.rebuild(['ledger'])).rejects.toThrow(/being rebuilt already.*--cancel/);
    await expect(running.projections.rebuild(['leger'])).rejects.toThrow("There is no projection 'leger': ledger");
    open();
    await rebuilt(database, 1);
  });

  it('stops at an event that cannot be applied and names it, while the rows that are read go on', async () => {
    const database = await door.fresh();
    const log = logOf(...numbered(1, 5));
    let isBroken = false;
    const running = await start(
      database,
      log,
      ledger({
        written: (events) => {
          const [first] = events;
          if (isBroken && first?.meta.position === 3) throw new ProjectionFailed('ledger', refOf(first), 'no');
        },
      }),
      1,
    );
    await running.reach(await log.last());
    isBroken = true;
    await running.projections.rebuild(['ledger']);
    await eventually(() =>
      expect(running.projections.rebuilds()[0]).toMatchObject({ state: 'stopped', event: { position: 3 } }),
    );
    log.add('note', 'n1', noted('6'));
    await running.reach(await log.last());
    expect(stateOf(running)).toMatchObject({ state: 'active' });
    await running.projections.cancelRebuild(['ledger']);
    await eventually(() => expect(running.projections.rebuilds()).toEqual([]));
  });

  it('makes rows of the log that is there, where those that are read are of another', async () => {
    const database = await door.fresh();
    const before = await start(database, logOf(...numbered(1, 9)), ledger());
    await before.reach(position(9));
    await before.projections.gracefulShutdown();
    const log = logOf();
    log.add('note', 'n1', noted('a'), { gap: 1 });
    const after = await start(database, log, ledger());
    await eventually(() => expect(stateOf(after)).toMatchObject({ state: 'stopped' }));
    await after.projections.rebuild(['ledger']);
    await rebuilt(database, 1);
    expect(await notesIn(database)).toEqual(['a']);
  });
});

describe('an installation from before there were rebuilds', () => {
  const door = useDoor('postgresql');

  it('goes on with its rows, and with a new version that was half built', async () => {
    const database = await door.fresh();
    const log = logOf(...numbered(1, 6));
    const { opened } = gate();
    const old = await start(database, log, ledger());
    await old.reach(await log.last());
    const next = await start(
      database,
      log,
      ledger({ preparing: ([first]) => (first === log.events[3] ? opened : undefined) }, 2),
      3,
    );
    await vi.waitFor(async () => expect((await checkpoints(database))[1]?.position).toBe(3), { timeout: 15_000 });
    await next.projections.forcefulShutdown();
    await old.projections.gracefulShutdown();
    await sql`drop index projection_beside`.execute(database.db);
    await sql`alter table projection drop constraint projection_pk`.execute(database.db);
    await sql`alter table projection drop column generation`.execute(database.db);
    await sql`alter table projection add constraint projection_pk primary key (name, version)`.execute(database.db);
    await sql`delete from kysely_migration where name = '0003-projection-generation'`.execute(database.db);

    const seen: number[] = [];
    const later = await door.second();
    const preparing = ([first]: readonly Recorded[]) => void seen.push(first?.meta.position ?? 0);
    const after = await start(later, log, ledger({ preparing }, 2));
    await eventually(() => expect(stateOf(after)?.state).toBe('active'));
    expect((await ledgerRows(later.db)).map(({ shouted }) => shouted)).toEqual(numbered(1, 6));
    expect(seen[0]).toBe(4);
    await after.projections.rebuild(['ledger']);
    await rebuilt(later, 1);
    expect(await notesIn(later)).toEqual(numbered(1, 6));
  });
});

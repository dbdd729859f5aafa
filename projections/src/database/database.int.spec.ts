import { AbortedTransactionError, sql } from 'kysely';
import { describe, expect, it, vi } from 'vitest';
import { DOORS, useDoor } from '../../test/doors.ts';
import { DatabaseError } from './database-error.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

describe.each(DOORS)('the database on %s', (name) => {
  const door = useDoor(name);

  it('gives values back in the same shape', async () => {
    const { db } = await door.fresh();
    const { rows } = await sql`select 9007199254740991::bigint as big, 7::int as small, true as flag,
      '2026-03-01T10:11:12.345+02:00'::timestamptz as at, '0099-01-01T00:00:00Z'::timestamptz as old,
      ${JSON.stringify({ text: 'a\0b' })}::json as doc, null::text as none`.execute(db);
    expect(rows[0]).toEqual({
      big: Number.MAX_SAFE_INTEGER,
      small: 7,
      flag: true,
      at: '2026-03-01T08:11:12.345Z',
      old: '0099-01-01T00:00:00.000Z',
      doc: { text: 'a\0b' },
      none: null,
    });
  });

  it('fails without telling a value', async () => {
    const { db } = await door.fresh();
    const faults: unknown[] = [];
    await db.connection().execute(async (held) => {
      await sql`create temporary table if not exists secrets (text text unique)`.execute(held);
      await sql`insert into secrets values (${'hunter2'})`.execute(held);
      faults.push(await sql`insert into secrets values (${'hunter2'})`.execute(held).catch((error: unknown) => error));
      faults.push(await sql`select ${'hunter2'}::int`.execute(held).catch((error: unknown) => error));
      faults.push(await sql`select ${'hunter2'} from nowhere`.execute(held).catch((error: unknown) => error));
    });
    expect(faults).toHaveLength(3);
    for (const fault of faults) {
      expect(fault).toBeInstanceOf(DatabaseError);
      expect(JSON.stringify(fault, Object.getOwnPropertyNames(fault)) + String(fault)).not.toContain('hunter2');
    }
    expect(faults[0]).toMatchObject({ code: '23505', constraint: 'secrets_text_key' });
    expect(faults[1]).toMatchObject({ code: '22P02', sql: 'select $1::int' });
    expect(String(faults[2])).toContain('relation "nowhere" does not exist');
  });

  it('rolls a transaction back whole, and shows it to nobody before', async () => {
    const { db } = await door.fresh();
    await sql`create table notes (text text)`.execute(db);
    const failed = db.transaction().execute(async (trx) => {
      await sql`insert into notes values ('half')`.execute(trx);
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect((await sql`select * from notes`.execute(db)).rows).toEqual([]);
  });

  it('refuses to call a transaction committed that a failed statement had ended', async () => {
    const { db } = await door.fresh();
    await sql`create table notes (text text)`.execute(db);
    const swallowed = db.transaction().execute(async (trx) => {
      await sql`insert into notes values ('lost')`.execute(trx);
      await sql`select * from nowhere`.execute(trx).catch(() => {});
    });
    await expect(swallowed).rejects.toThrow(AbortedTransactionError);
    expect((await sql`select * from notes`.execute(db)).rows).toEqual([]);
  });

  it('counts 100 concurrent read-modify-write transactions to 100', async () => {
    const { db } = await door.fresh();
    await sql`create table counter (value int)`.execute(db);
    await sql`insert into counter values (0)`.execute(db);
    const increment = () =>
      db.transaction().execute(async (trx) => {
        const { rows } = await sql<{ value: number }>`select value from counter for update`.execute(trx);
        await sql`update counter set value = ${(rows[0]?.value ?? 0) + 1}`.execute(trx);
      });
    await Promise.all(Array.from({ length: 100 }, increment));
    expect((await sql`select value from counter`.execute(db)).rows).toEqual([{ value: 100 }]);
  });

  it('answers reads while transactions follow one another', async () => {
    const { db } = await door.fresh();
    await sql`create table notes (number int)`.execute(db);
    const written = new AbortController();
    const writer = (async () => {
      for (let batch = 0; batch < 20; batch += 1) {
        await db.transaction().execute(async (trx) => {
          for (let row = 0; row < 20; row += 1) await sql`insert into notes values (${batch})`.execute(trx);
        });
      }
      written.abort();
    })();
    let reads = 0;
    while (!written.signal.aborted) {
      await sql`select count(*) from notes`.execute(db);
      reads += 1;
    }
    await writer;
    // Between any two batches there was a turn for a read.
    expect(reads).toBeGreaterThanOrEqual(15);
  });
});

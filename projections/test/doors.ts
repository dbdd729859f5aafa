import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { canonicalJson } from '@pagewright/kernel';
import { sql } from 'kysely';
import { afterAll, beforeAll } from 'vitest';
import { seedPGlite } from '../../test/support/pglite-seed.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/support/temporary-folder.ts';
import { type PostgresServer, postgresServer } from '../../test/support/postgres-server.ts';
import { type Database, openDatabase } from '../src/index.ts';

/** Both databases, so that one spec is a contract run on each. */
export const DOORS = ['pglite', 'postgresql'] as const;
export type Door = (typeof DOORS)[number];

export interface OpenDoor {
  /** An empty database. PGlite is opened once for a file and emptied, since it takes seconds to make. */
  fresh(): Promise<Database>;
  /** Another opener of the last fresh database, as another process would be: on PGlite it is the same one. */
  second(): Promise<Database>;
  /** Of the last fresh database, for another process; PostgreSQL only. */
  address(): string;
}

/** Opens the door for a `describe`; what was opened is closed at its end. */
export const useDoor = (door: Door): OpenDoor => {
  const open: Database[] = [];
  let server: PostgresServer | undefined;
  let pglite: Database | undefined;
  let folder: TemporaryFolder | undefined;
  let url = '';

  beforeAll(async () => {
    if (door === 'postgresql') server = await postgresServer();
    else {
      folder = await temporaryFolder('door');
      const dataDir = join(folder.path, 'pglite');
      await seedPGlite(dataDir);
      pglite = await openDatabase({ dataDir });
    }
  }, 60_000);
  afterAll(async () => {
    for (const database of open) await database.close();
    await pglite?.close();
    await folder?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  }, 60_000);

  return {
    fresh: async () => {
      if (pglite) {
        await emptied(pglite);
        return pglite;
      }
      url = (await server?.createDatabase()) ?? '';
      const database = await openDatabase({ url });
      open.push(database);
      return database;
    },
    address: () => url,
    second: async () => {
      if (pglite) return pglite;
      const database = await openDatabase({ url });
      open.push(database);
      return database;
    },
  };
};

/** One digest over all rows of the read models. */
export const rowsHash = async ({ db }: Database, tables: readonly string[] = TABLES): Promise<string> => {
  const all = [];
  for (const table of tables) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(db);
    all.push({ table, rows: rows.map((row) => canonicalJson(row)).toSorted() });
  }
  return createHash('sha256').update(canonicalJson(all)).digest('hex');
};

const TABLES = ['accounts', 'sites', 'versions', 'version_requests', 'builds', 'build_parts', 'history'];

const emptied = async ({ db }: Database): Promise<void> => {
  const { rows } = await sql<{ name: string }>`
    select schemaname || '.' || tablename as name from pg_tables
    where schemaname = 'public' and tablename not in ('kysely_migration', 'kysely_migration_lock', 'projection')
  `.execute(db);
  for (const { name } of rows) await sql`drop table ${sql.table(name)} cascade`.execute(db);
  const { rows: schemas } = await sql<{ name: string }>`
    select nspname as name from pg_namespace where nspname like 'beside\\_%'
  `.execute(db);
  for (const { name } of schemas) await sql`drop schema ${sql.id(name)} cascade`.execute(db);
  await db.deleteFrom('projection').execute();
};

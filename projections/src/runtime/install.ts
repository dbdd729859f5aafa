import { type Kysely, type Transaction, sql } from 'kysely';
import type { ReadModels } from '../tables.ts';
import type { Projection } from './projection.ts';

/** Schema in which a version is built while the one before is read. */
export const besideSchema = ({ name, version }: Projection): string => `beside_${name}_v${version}`;

/**
 * Makes what is not there yet: the tables of a new projection, live from the beginning; those of a new version beside
 * the live one. A version older than what the database holds changes nothing. Safe when processes start together.
 */
export const installProjections = async (db: Kysely<ReadModels>, projections: readonly Projection[]): Promise<void> => {
  requireNames(projections);
  await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('pagewright/install', 0))`.execute(trx);
    for (const projection of projections) await installOne(trx, projection);
  });
};

/**
 * Puts the version that was built beside in the place of the live one, if it has come as far. Readers wait for the
 * length of this transaction and then find the new tables under the same names.
 * @returns false while the live one is further.
 */
export const swapIn = async (trx: Transaction<ReadModels>, projection: Projection): Promise<boolean> => {
  const { name, version } = projection;
  const rows = await trx.selectFrom('projection').selectAll().where('name', '=', name).forUpdate().execute();
  const mine = rows.find((row) => row.version === version);
  const live = rows.find((row) => row.live);
  if (!mine || (live && live.position > mine.position)) return false;
  for (const table of live?.tables ?? []) await trx.schema.dropTable(table).execute();
  const { rows: current } = await sql<{ schema: string }>`select current_schema() as schema`.execute(trx);
  const beside = besideSchema(projection);
  for (const table of mine.tables)
    await sql`alter table ${sql.id(beside, table)} set schema ${sql.id(current[0]?.schema ?? 'public')}`.execute(trx);
  await trx.schema.dropSchema(beside).execute();
  if (live) await trx.deleteFrom('projection').where('name', '=', name).where('live', '=', true).execute();
  await trx
    .updateTable('projection')
    .set({ live: true })
    .where('name', '=', name)
    .where('version', '=', version)
    .execute();
  return true;
};

const installOne = async (trx: Transaction<ReadModels>, projection: Projection): Promise<void> => {
  const { name, version } = projection;
  const rows = await trx.selectFrom('projection').selectAll().where('name', '=', name).execute();
  if (rows.some((row) => row.version >= version)) return;
  const live = rows.length === 0;
  for (const abandoned of rows.filter((row) => !row.live)) {
    await trx.schema
      .dropSchema(besideSchema({ ...projection, version: abandoned.version }))
      .cascade()
      .execute();
    await trx.deleteFrom('projection').where('name', '=', name).where('version', '=', abandoned.version).execute();
  }
  if (!live) await trx.schema.createSchema(besideSchema(projection)).execute();
  const place = live ? trx : trx.withSchema(besideSchema(projection));
  for (const table of projection.tables) await table.create(place);
  const tables = JSON.stringify(projection.tables.map((table) => table.name));
  await trx.insertInto('projection').values({ name, version, position: 0, live, tables }).execute();
};

/** Names become parts of SQL names, and a table belongs to one projection. */
const requireNames = (projections: readonly Projection[]): void => {
  const names = projections.map(({ name }) => name);
  const tables = projections.flatMap((projection) => projection.tables.map(({ name }) => name));
  const odd = [...names, ...tables].find((name) => !/^[a-z][a-z_]{0,39}$/.test(name));
  if (odd !== undefined) throw new Error(`"${odd}" cannot be a name of a projection or its table`);
  if (new Set(names).size < names.length) throw new Error('Two projections have one name');
  if (new Set(tables).size < tables.length) throw new Error('Two projections have one table');
};

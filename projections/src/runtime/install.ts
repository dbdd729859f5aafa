import { type Kysely, type Transaction, sql } from 'kysely';
import type { ReadModels } from '../tables.ts';
import { type CheckpointKey, Superseded, besideSchema, isCheckpoint } from './checkpoint.ts';
import type { Projection } from './projection.ts';

/**
 * Makes what is not there yet: the tables of a new projection, live from the beginning; those of a new version beside
 * the live one. A version older than what the database holds changes nothing. Safe when processes start together.
 */
export const installProjections = async (db: Kysely<ReadModels>, projections: readonly Projection[]): Promise<void> => {
  requireNames(projections);
  await db.transaction().execute(async (trx) => {
    await alone(trx);
    for (const projection of projections) await installOne(trx, projection);
  });
};

/**
 * Puts the rows that were built beside in the place of the live ones, if they have come as far; those of another log
 * are no measure. Readers wait for the length of this transaction and then find the new tables under the same names.
 * @returns false while the live ones are further. @throws Superseded when there is nothing beside any more
 */
export const swapIn = async (trx: Transaction<ReadModels>, key: CheckpointKey): Promise<boolean> => {
  const { name } = key;
  const rows = await trx.selectFrom('projection').selectAll().where('name', '=', name).forUpdate().execute();
  const mine = rows.find((row) => row.version === key.version && row.generation === key.generation);
  const live = rows.find((row) => row.live);
  if (!mine) throw new Superseded(`Nobody waits for ${name} any more`);
  const isSameLog = live?.log === null || live?.log === mine.log;
  if (live && isSameLog && live.position > mine.position) return false;
  // First the row, then its tables, as whoever writes to them has it.
  if (live) await trx.deleteFrom('projection').where('name', '=', name).where('live', '=', true).execute();
  for (const table of live?.tables ?? []) await trx.schema.dropTable(table).execute();
  const { rows: current } = await sql<{ schema: string }>`select current_schema() as schema`.execute(trx);
  const beside = besideSchema(key);
  for (const table of mine.tables)
    await sql`alter table ${sql.id(beside, table)} set schema ${sql.id(current[0]?.schema ?? 'public')}`.execute(trx);
  await trx.schema.dropSchema(beside).execute();
  await trx.updateTable('projection').set({ live: true }).where(isCheckpoint(key)).execute();
  return true;
};

/** Makes empty tables beside the live ones, and the checkpoint that says so. */
export const installBeside = async (
  trx: Transaction<ReadModels>,
  projection: Projection,
  generation: number,
): Promise<void> => {
  const { name, version } = projection;
  const schema = besideSchema({ name, version, generation });
  await trx.schema.createSchema(schema).execute();
  await installIn(trx, trx.withSchema(schema), projection, { generation, live: false });
};

/**
 * Drops what is built beside: first the row, so that whoever writes there has ended, then its tables.
 * @returns false when it took its place meanwhile
 */
export const dropBeside = async (trx: Transaction<ReadModels>, key: CheckpointKey): Promise<boolean> => {
  const { numDeletedRows } = await trx
    .deleteFrom('projection')
    .where(isCheckpoint(key))
    .where('live', '=', false)
    .executeTakeFirst();
  if (numDeletedRows === 0n) return false;
  await trx.schema.dropSchema(besideSchema(key)).cascade().execute();
  return true;
};

/** For one at a time, whichever processes ask. */
export const alone = async (trx: Transaction<ReadModels>): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended('pagewright/install', 0))`.execute(trx);
};

const installOne = async (trx: Transaction<ReadModels>, projection: Projection): Promise<void> => {
  const { name, version } = projection;
  const rows = await trx.selectFrom('projection').selectAll().where('name', '=', name).execute();
  if (rows.some((row) => row.version >= version)) return;
  for (const abandoned of rows.filter((row) => !row.live)) await dropBeside(trx, abandoned);
  if (rows.length === 0) await installIn(trx, trx, projection, { generation: 0, live: true });
  else await installBeside(trx, projection, 0);
};

const installIn = async (
  trx: Transaction<ReadModels>,
  place: Transaction<ReadModels>,
  { name, version, tables }: Projection,
  row: { readonly generation: number; readonly live: boolean },
): Promise<void> => {
  for (const table of tables) await table.create(place);
  const names = JSON.stringify(tables.map((table) => table.name));
  await trx
    .insertInto('projection')
    .values({ name, version, position: 0, tables: names, ...row })
    .execute();
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

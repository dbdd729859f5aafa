import { type RawBuilder, type Selectable, type Transaction, sql } from 'kysely';
import type { ColumnType, ColumnTypes } from '../runtime/column-types.ts';
import type { ReadModels } from '../tables.ts';

/** U+0000, which PostgreSQL's text cannot hold, as the sign for it, U+2400. */
export const visible = (text: string): string =>
  (text.includes('\0') ? text.replaceAll('\0', '␀') : text).toWellFormed();

/**
 * Inserts rows, given as one parameter of JSON however many they are: thousands of parameters cost the builder of the
 * statement, the driver and the server more than the JSON does, and a statement may have 65,535 at most.
 *
 * Texts are made visible. JSON columns are `json` and not `jsonb` since they keep U+0000; they travel as text within
 * the JSON, because the server would take their escapes apart. What a row derives from its own texts it must derive
 * from the visible form: later it has no other.
 */
export const insertRows = <Table extends keyof ReadModels & string>(
  trx: Transaction<ReadModels>,
  table: Table,
  types: ColumnTypes<ReadModels[Table]>,
  rows: readonly Selectable<ReadModels[Table]>[],
) => {
  const columns = (Object.entries(types) as [string, ColumnType][]).map(([name, type], index) => ({
    name,
    type,
    as: `c${index}`,
  }));
  const given = rows.map((row) => {
    const values: Record<string, unknown> = {};
    for (const { name, type, as } of columns) {
      const value = (row as Readonly<Record<string, unknown>>)[name];
      if (type === 'json') values[as] = value === null ? null : JSON.stringify(value);
      else values[as] = typeof value === 'string' ? visible(value) : value;
    }
    return values;
  });
  const shape = columns.map(({ as, type }) => `${as} ${type === 'json' ? 'text' : type}`).join(', ');
  const picked = columns.map(({ as, type }) => (type === 'json' ? `${as}::json` : as)).join(', ');
  return trx
    .insertInto(table)
    .columns(columns.map(({ name }) => name) as never[])
    .expression(
      sql<never>`select ${sql.raw(picked)} from json_to_recordset(${JSON.stringify(given)}::json) as given(${sql.raw(shape)})`,
    );
};

/** For `on conflict do update`: every column takes the value that could not be inserted. */
export const excluded = <Column extends string>(columns: readonly Column[]): Record<Column, RawBuilder<never>> =>
  Object.fromEntries(columns.map((column) => [column, sql<never>`excluded.${sql.ref(column)}`])) as Record<
    Column,
    RawBuilder<never>
  >;

/** RFC 3339 in UTC with milliseconds, as the database gives it back: rows do not depend on where a batch ended. */
export const instant = (text: string): string => (CANONICAL.test(text) ? text : new Date(text).toISOString());

/** Nearly every time of the log is so already; a day that no month has was refused when it was stored. */
const CANONICAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** How names and texts are compared for search and order: without case and accents. */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/[\p{M}\0]/gu, '')
    .toLowerCase();

import { createHash } from 'node:crypto';
import { canonicalJson } from '@pagewright/kernel';
import { type Kysely, sql } from 'kysely';
import type { ReadModels } from '../tables.ts';
import type { Projection } from './projection.ts';

/** A row as a program reads it; times as RFC 3339. */
export type Row = Readonly<Record<string, unknown>>;

export interface RowsDigest {
  readonly tables: readonly { readonly table: string; readonly rows: number }[];
  /** Hex sha256 of what is in the rows, whatever their order: the same on PGlite and PostgreSQL, on any machine. */
  readonly digest: string;
}

const PAGE = 2_000;

/** Counts the rows of a projection's tables and says in one word what is in them. */
export const digestOfRows = async (db: Kysely<ReadModels>, { tables }: Projection): Promise<RowsDigest> => {
  const counts: { table: string; rows: number }[] = [];
  const all = createHash('sha256');
  for (const { name } of tables.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const rows: string[] = [];
    for await (const row of rowsOf(db, name)) rows.push(createHash('sha256').update(canonicalJson(row)).digest('hex'));
    all.update(`${name}\0${rows.toSorted().join('\0')}\0`);
    counts.push({ table: name, rows: rows.length });
  }
  return { tables: counts, digest: all.digest('hex') };
};

/** Every row of a table that nobody writes to meanwhile, page by page in the order in which they lie there. */
export async function* rowsOf(db: Kysely<ReadModels>, table: string): AsyncGenerator<Row> {
  for (let after = '(0,0)'; ;) {
    const { rows } = await sql<Row & { rowPlace: string }>`
      select ctid::text as row_place, each_row.* from ${sql.table(table)} as each_row
      where ctid > ${after}::tid order by ctid limit ${sql.lit(PAGE)}
    `.execute(db);
    for (const { rowPlace: _place, ...row } of rows) yield row;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.rowPlace;
  }
}

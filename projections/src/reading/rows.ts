import { type RawBuilder, sql } from 'kysely';

/** U+0000, which PostgreSQL's text cannot hold, as the sign for it, U+2400. */
export const visible = (text: string): string => text.replaceAll('\0', '␀');

/**
 * A row as it is written: JSON columns as text, other texts made visible. JSON columns keep U+0000, as the escape that
 * it is there; that is why they are `json` and not `jsonb`. What a row derives from its own texts it must derive from
 * the visible form: later it has no other.
 */
export const storable = <Row extends object>(row: Row, json: readonly (keyof Row)[]): Record<keyof Row, never> =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]: [string, unknown]) => {
      if (json.includes(column as keyof Row)) return [column, value === null ? null : JSON.stringify(value)];
      return [column, typeof value === 'string' ? visible(value) : value];
    }),
  ) as Record<keyof Row, never>;

/** For `on conflict do update`: every column takes the value that could not be inserted. */
export const excluded = <Column extends string>(columns: readonly Column[]): Record<Column, RawBuilder<never>> =>
  Object.fromEntries(columns.map((column) => [column, sql<never>`excluded.${sql.ref(column)}`])) as Record<
    Column,
    RawBuilder<never>
  >;

/** RFC 3339 in UTC with milliseconds, as the database gives it back: rows do not depend on where a batch ended. */
export const instant = (text: string): string => new Date(text).toISOString();

/** How names and texts are compared for search and order: without case and accents. */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/[\p{M}\0]/gu, '')
    .toLowerCase();

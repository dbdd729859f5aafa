import { type JSONColumnType, sql } from 'kysely';
import type { ColumnTypes } from '../runtime/column-types.ts';
import type { TableDefinition } from '../runtime/table-definition.ts';

export interface HistoryTable {
  position: number;
  id: string;
  site: string;
  /** 1 for the site's first event, without gaps: its place never changes, since the log only grows at its end. */
  number: number;
  stream: string;
  type: string;
  /** Of the event's schema as stored. */
  version: number;
  time: string;
  actor: string;
  correlationId: string;
  causationId: string;
  /** The event's data with sealed text opened. */
  data: JSONColumnType<Readonly<Record<string, unknown>>>;
  /** What it is found by, as it is searched. */
  search: string;
}

export const historyColumns: ColumnTypes<HistoryTable> = {
  position: 'bigint',
  id: 'text',
  site: 'text',
  number: 'integer',
  stream: 'text',
  type: 'text',
  version: 'integer',
  time: 'timestamptz',
  actor: 'text',
  correlationId: 'text',
  causationId: 'text',
  data: 'json',
  search: 'text',
};

export const historyTable: TableDefinition = {
  name: 'history',
  create: async (db) => {
    await db.schema
      .createTable('history')
      .addColumn('position', 'bigint', (column) => column.primaryKey())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('site', 'text', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('stream', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('time', 'timestamptz', (column) => column.notNull())
      .addColumn('actor', 'text', (column) => column.notNull())
      .addColumn('correlationId', 'text', (column) => column.notNull())
      .addColumn('causationId', 'text', (column) => column.notNull())
      .addColumn('data', 'json', (column) => column.notNull())
      .addColumn('search', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('history_by_id').unique().on('history').column('id').execute();
    await db.schema.createIndex('history_by_site').on('history').columns(['site', 'position']).execute();
    await db.schema.createIndex('history_by_number').unique().on('history').columns(['site', 'number']).execute();
    await db.schema.createIndex('history_by_thread').on('history').columns(['site', 'correlationId']).execute();
    await db.schema
      .createIndex('history_deleted')
      .on('history')
      .column('site')
      .where(sql.ref('type'), '=', sql.lit('SiteDeleted'))
      .execute();
  },
};

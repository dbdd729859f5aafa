import { type JSONColumnType, sql } from 'kysely';
import type { ColumnTypes } from '../runtime/column-types.ts';
import type { TableDefinition } from '../runtime/table-definition.ts';

/** A pointer as the log moved it. */
export interface StoredPointer {
  readonly version: number;
  readonly digest: string;
  readonly at: string;
  readonly by: string | null;
  /** Of the event that moved it: what hosts say refers to this. */
  readonly position: number;
}

/** Nothing goes live while it is there. */
export interface StoredLock {
  readonly by: string;
  readonly at: string;
  readonly reason: string | null;
}

/** The last word of one host on one pointer. */
export interface StoredHostState {
  readonly host: string;
  readonly target: 'live' | 'preview';
  readonly state: 'deployed' | 'failed';
  readonly version: number;
  readonly position: number;
  readonly at: string;
  readonly reason: string | null;
}

/** A build that has not ended. */
export interface OpenBuild {
  readonly build: string;
  readonly by: string;
  readonly state: 'waiting' | 'running' | 'clarifying';
}

export interface SitesTable {
  id: string;
  owner: string;
  name: string;
  /** The name as it is compared and ordered. */
  nameKey: string;
  fqdn: string;
  /** Secret in the addresses of its versions. */
  key: string;
  state: 'enabled' | 'disabled';
  liveLock: JSONColumnType<StoredLock | null, string | null, string | null>;
  createdAt: string;
  createdPosition: number;
  changedAt: string;
  changedPosition: number;
  changedEvent: string;
  changedVersion: number | null;
  changedBy: string | null;
  head: number | null;
  live: JSONColumnType<StoredPointer | null, string | null, string | null>;
  preview: JSONColumnType<StoredPointer | null, string | null, string | null>;
  openBuilds: JSONColumnType<readonly OpenBuild[]>;
  hosts: JSONColumnType<readonly StoredHostState[]>;
}

export const sitesColumns: ColumnTypes<SitesTable> = {
  id: 'text',
  owner: 'text',
  name: 'text',
  nameKey: 'text',
  fqdn: 'text',
  key: 'text',
  state: 'text',
  liveLock: 'json',
  createdAt: 'timestamptz',
  createdPosition: 'bigint',
  changedAt: 'timestamptz',
  changedPosition: 'bigint',
  changedEvent: 'text',
  changedVersion: 'integer',
  changedBy: 'text',
  head: 'integer',
  live: 'json',
  preview: 'json',
  openBuilds: 'json',
  hosts: 'json',
};

export const sitesTable: TableDefinition = {
  name: 'sites',
  create: async (db) => {
    await db.schema
      .createTable('sites')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('owner', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('nameKey', sql`text collate "C"`, (column) => column.notNull())
      .addColumn('fqdn', 'text', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('liveLock', 'json')
      .addColumn('createdAt', 'timestamptz', (column) => column.notNull())
      .addColumn('createdPosition', 'bigint', (column) => column.notNull())
      .addColumn('changedAt', 'timestamptz', (column) => column.notNull())
      .addColumn('changedPosition', 'bigint', (column) => column.notNull())
      .addColumn('changedEvent', 'text', (column) => column.notNull())
      .addColumn('changedVersion', 'integer')
      .addColumn('changedBy', 'text')
      .addColumn('head', 'integer')
      .addColumn('live', 'json')
      .addColumn('preview', 'json')
      .addColumn('openBuilds', 'json', (column) => column.notNull())
      .addColumn('hosts', 'json', (column) => column.notNull())
      .execute();
    for (const [order, columns] of ORDERS)
      await db.schema
        .createIndex(`sites_by_${order}`)
        .on('sites')
        .columns(['owner', ...columns])
        .execute();
  },
};

const ORDERS = [
  ['changed', ['changedPosition']],
  ['created', ['createdPosition']],
  ['name', ['nameKey', 'id']],
] as const;

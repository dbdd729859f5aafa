import type { SiteEventOf } from '@pagewright/sites';
import type { JSONColumnType } from 'kysely';
import type { ColumnTypes } from '../runtime/column-types.ts';
import type { TableDefinition } from '../runtime/table-definition.ts';

export type VersionKind = SiteEventOf<'BuildRequested'>['data']['kind'];
export type VersionCounts = SiteEventOf<'BuildSucceeded'>['data']['counts'];

/** What the newest run of its browser checks said. */
export interface StoredCheck {
  readonly run: number;
  readonly state: SiteEventOf<'VersionChecked'>['data']['state'];
  readonly reason: string | null;
  readonly at: string;
  /** Digest of the report blob; null when no browser could look. */
  readonly report: string | null;
  /** Findings that speak against the version. */
  readonly count: number;
  readonly screenshots: readonly { readonly path: string; readonly width: number; readonly digest: string }[];
  /** Digest of the picture of its home page. */
  readonly thumbnail: string | null;
}

export interface VersionsTable {
  site: string;
  number: number;
  parent: number | null;
  /** Of the tree. */
  digest: string;
  artifactDigest: string;
  artifactSize: number;
  manifest: string;
  build: string;
  kind: VersionKind;
  madeBy: string;
  createdAt: string;
  summary: string;
  prompt: string | null;
  note: string | null;
  starred: boolean;
  pinned: boolean;
  /** Paths of the files that it changed, one a line. */
  files: string;
  /** Number, summary, prompt, note and files as they are searched. */
  search: string;
  counts: JSONColumnType<VersionCounts>;
  checked: JSONColumnType<StoredCheck | null, string | null, string | null>;
}

/** What a build that has not ended was asked: it becomes part of its version. */
export interface VersionRequestsTable {
  build: string;
  site: string;
  kind: VersionKind;
  madeBy: string;
  prompt: string | null;
}

export const versionsColumns: ColumnTypes<VersionsTable> = {
  site: 'text',
  number: 'integer',
  parent: 'integer',
  digest: 'text',
  artifactDigest: 'text',
  artifactSize: 'bigint',
  manifest: 'text',
  build: 'text',
  kind: 'text',
  madeBy: 'text',
  createdAt: 'timestamptz',
  summary: 'text',
  prompt: 'text',
  note: 'text',
  starred: 'boolean',
  pinned: 'boolean',
  files: 'text',
  search: 'text',
  counts: 'json',
  checked: 'json',
};

export const versionsTable: TableDefinition = {
  name: 'versions',
  create: async (db) => {
    await db.schema
      .createTable('versions')
      .addColumn('site', 'text', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('parent', 'integer')
      .addColumn('digest', 'text', (column) => column.notNull())
      .addColumn('artifactDigest', 'text', (column) => column.notNull())
      .addColumn('artifactSize', 'bigint', (column) => column.notNull())
      .addColumn('manifest', 'text', (column) => column.notNull())
      .addColumn('build', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('madeBy', 'text', (column) => column.notNull())
      .addColumn('createdAt', 'timestamptz', (column) => column.notNull())
      .addColumn('summary', 'text', (column) => column.notNull())
      .addColumn('prompt', 'text')
      .addColumn('note', 'text')
      .addColumn('starred', 'boolean', (column) => column.notNull())
      .addColumn('pinned', 'boolean', (column) => column.notNull())
      .addColumn('files', 'text', (column) => column.notNull())
      .addColumn('search', 'text', (column) => column.notNull())
      .addColumn('counts', 'json', (column) => column.notNull())
      .addColumn('checked', 'json')
      .addPrimaryKeyConstraint('versions_pk', ['site', 'number'])
      .execute();
  },
};

export const versionRequestsColumns: ColumnTypes<VersionRequestsTable> = {
  build: 'text',
  site: 'text',
  kind: 'text',
  madeBy: 'text',
  prompt: 'text',
};

export const versionRequestsTable: TableDefinition = {
  name: 'version_requests',
  create: async (db) => {
    await db.schema
      .createTable('versionRequests')
      .addColumn('build', 'text', (column) => column.primaryKey())
      .addColumn('site', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('madeBy', 'text', (column) => column.notNull())
      .addColumn('prompt', 'text')
      .execute();
    await db.schema.createIndex('version_requests_by_site').on('versionRequests').column('site').execute();
  },
};

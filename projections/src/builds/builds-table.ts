import type { SiteEventOf } from '@pagewright/sites';
import { type JSONColumnType, sql } from 'kysely';
import type { FileChange, Finding, TurnPart } from '../reading/blobs.ts';
import type { ColumnTypes } from '../runtime/column-types.ts';
import type { TableDefinition } from '../runtime/table-definition.ts';

/** `ask` is a question: its id stands where a build's does. */
export type BuildKind = SiteEventOf<'BuildRequested'>['data']['kind'] | 'ask';
export type BuildState =
  | 'waiting'
  | 'running'
  | 'clarifying'
  | 'stopping'
  | 'succeeded'
  | 'declined'
  | 'failed'
  | 'rejected'
  | 'cancelled'
  | 'answering'
  | 'answered';

/** How a turn ended, or the question that it waits with. `Who` is an account's id in the row, a person in an answer. */
export type OutcomeBy<Who> =
  | {
      readonly type: 'version';
      readonly version: number;
      readonly summary: string;
      readonly files: readonly FileChange[];
    }
  | { readonly type: 'declined'; readonly message: string; readonly suggestions: readonly string[] }
  | { readonly type: 'question'; readonly question: string; readonly choices: readonly string[] }
  | { readonly type: 'rejected'; readonly message: string; readonly findings: readonly Finding[] }
  | { readonly type: 'failed'; readonly reason: string; readonly message: string | null }
  | { readonly type: 'cancelled'; readonly by: Who; readonly partial: boolean }
  | { readonly type: 'answer'; readonly text: string; readonly version: number };

/** A question that is over: answered, or left without an answer. */
export interface DialogueBy<Who> {
  readonly question: string;
  readonly choices: readonly string[];
  readonly answer: string | null;
  readonly by: Who | null;
}

/** A file that came with the request. */
export interface SentAlong {
  readonly digest: string;
  readonly size: number;
  readonly name: string;
  readonly type: string;
  readonly intent: 'reference' | 'add';
}

export interface PartialTree {
  readonly digest: string;
  readonly size: number;
}

export interface BuildsTable {
  build: string;
  site: string;
  kind: BuildKind;
  state: BuildState;
  agent: string;
  requestedBy: string;
  prompt: string | null;
  dialogue: JSONColumnType<readonly DialogueBy<string>[]>;
  retryOf: string | null;
  restores: number | null;
  undoes: number | null;
  attempt: number;
  requestedAt: string;
  requestedPosition: number;
  /** Order among the waiting builds of the site, smallest first; null when it does not wait. */
  queueOrder: number | null;
  startedAt: string | null;
  /** When the question that waits for an answer was asked. */
  askedAt: string | null;
  endedAt: string | null;
  outcome: JSONColumnType<OutcomeBy<string> | null, string | null, string | null>;
  partial: JSONColumnType<PartialTree | null, string | null, string | null>;
  /** The page elements that were pointed at, as they were sent. */
  picks: JSONColumnType<readonly unknown[]>;
  attachments: JSONColumnType<readonly SentAlong[]>;
  /** What a question is answered from. */
  answeredFrom: number | null;
}

/** The parts that an ended attempt left, one row for each event that names them. */
export interface BuildPartsTable {
  build: string;
  position: number;
  parts: JSONColumnType<readonly TurnPart[]>;
}

export const buildsColumns: ColumnTypes<BuildsTable> = {
  build: 'text',
  site: 'text',
  kind: 'text',
  state: 'text',
  agent: 'text',
  requestedBy: 'text',
  prompt: 'text',
  dialogue: 'json',
  retryOf: 'text',
  restores: 'integer',
  undoes: 'integer',
  attempt: 'integer',
  requestedAt: 'timestamptz',
  requestedPosition: 'bigint',
  queueOrder: 'bigint',
  startedAt: 'timestamptz',
  askedAt: 'timestamptz',
  endedAt: 'timestamptz',
  outcome: 'json',
  partial: 'json',
  picks: 'json',
  attachments: 'json',
  answeredFrom: 'integer',
};

export const buildsTable: TableDefinition = {
  name: 'builds',
  create: async (db) => {
    await db.schema
      .createTable('builds')
      .addColumn('build', 'text', (column) => column.primaryKey())
      .addColumn('site', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('agent', 'text', (column) => column.notNull())
      .addColumn('requestedBy', 'text', (column) => column.notNull())
      .addColumn('prompt', 'text')
      .addColumn('dialogue', 'json', (column) => column.notNull())
      .addColumn('retryOf', 'text')
      .addColumn('restores', 'integer')
      .addColumn('undoes', 'integer')
      .addColumn('attempt', 'integer', (column) => column.notNull())
      .addColumn('requestedAt', 'timestamptz', (column) => column.notNull())
      .addColumn('requestedPosition', 'bigint', (column) => column.notNull())
      .addColumn('queueOrder', 'bigint')
      .addColumn('startedAt', 'timestamptz')
      .addColumn('askedAt', 'timestamptz')
      .addColumn('endedAt', 'timestamptz')
      .addColumn('outcome', 'json')
      .addColumn('partial', 'json')
      .addColumn('picks', 'json', (column) => column.notNull())
      .addColumn('attachments', 'json', (column) => column.notNull())
      .addColumn('answeredFrom', 'integer')
      .execute();
    await db.schema.createIndex('builds_by_site').on('builds').columns(['site', 'requestedPosition']).execute();
    await db.schema
      .createIndex('builds_waiting')
      .on('builds')
      .columns(['site', 'queueOrder'])
      .where(sql.ref('queueOrder'), 'is not', null)
      .execute();
  },
};

export const buildPartsColumns: ColumnTypes<BuildPartsTable> = {
  build: 'text',
  position: 'bigint',
  parts: 'json',
};

export const buildPartsTable: TableDefinition = {
  name: 'build_parts',
  create: async (db) => {
    await db.schema
      .createTable('buildParts')
      .addColumn('build', 'text', (column) => column.notNull())
      .addColumn('position', 'bigint', (column) => column.notNull())
      .addColumn('parts', 'json', (column) => column.notNull())
      .addPrimaryKeyConstraint('build_parts_pk', ['build', 'position'])
      .execute();
  },
};

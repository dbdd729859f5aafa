import type { ColumnType, Generated } from 'kysely';

/** One row per version of a projection that is kept: the live one, and at most one that is built beside it. */
export interface CheckpointTable {
  name: string;
  version: number;
  /** All events up to here are in the rows. */
  position: number;
  /** Which log that is a position of; null until its first event is there. */
  log: Generated<string | null>;
  /** True for the one whose tables the queries read. */
  live: boolean;
  /** Names of its tables, so that a later program can drop them. */
  tables: ColumnType<readonly string[], string, never>;
}

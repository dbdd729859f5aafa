import type { ColumnType, Generated } from 'kysely';

/** One row for the tables that are read, and at most one for those that are built beside them, of each projection. */
export interface CheckpointTable {
  name: string;
  version: number;
  /** 0 as it was installed, one more with each rebuild of the same version. */
  generation: Generated<number>;
  /** All events up to here are in the rows. */
  position: number;
  /** Which log that is a position of; null until its first event is there. */
  log: Generated<string | null>;
  /** True for the one whose tables the queries read. */
  live: boolean;
  /** Names of its tables, so that a later program can drop them. */
  tables: ColumnType<readonly string[], string, never>;
}

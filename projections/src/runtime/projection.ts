import type { EventAddress, Recorded, Sealed } from '@pagewright/kernel';
import type { Kysely, Transaction } from 'kysely';
import type { ReadModels } from '../tables.ts';

/** What rows are made of besides the log. */
export interface Sources {
  /** The text, or `[erased]` when its key is gone. @throws SealBroken */
  open(sealed: Sealed): Promise<string>;
  /** The bytes stored under a digest; throws when there are none. */
  blob(digest: string): Promise<Uint8Array>;
}

export interface TableDefinition {
  /** As the database writes it. */
  readonly name: string;
  /** Makes the table with its indexes. The schema is chosen by the caller, so names stay bare. */
  create(db: Kysely<ReadModels>): Promise<void>;
}

/**
 * A read model made from the log. `version` goes up with every change of tables or meaning: the rows are then built
 * anew. The same log, keys and blobs must give the same rows, wherever batches begin and end: no clock, no chance.
 */
export interface Projection {
  /** Lower-case letters and `_`. */
  readonly name: string;
  readonly version: number;
  readonly handles: readonly EventAddress[];
  readonly tables: readonly TableDefinition[];
  /**
   * Makes the change that handled events, in order, bring to the rows. Sealed texts are opened and blobs read here,
   * before the transaction begins, so that no lock and no turn waits for another service.
   */
  prepare(events: readonly Recorded[], sources: Sources): Promise<Apply>;
}

/** Writes rows with the given transaction only: the outer database would wait for it for ever. */
export type Apply = (trx: Transaction<ReadModels>) => Promise<void>;

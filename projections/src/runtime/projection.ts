import type { EventAddress, Recorded } from '@pagewright/kernel';
import type { Transaction } from 'kysely';
import type { Sources } from '../reading/sources.ts';
import type { ReadModels } from '../tables.ts';
import type { TableDefinition } from './table-definition.ts';

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

/** Whether an event is one of those that the projection handles; made once, asked for each event of the log. */
export const handlerOf = ({ handles }: Projection): ((event: Recorded) => boolean) => {
  const types = new Map<string, Set<string>>();
  for (const { kind, type } of handles) types.set(kind, (types.get(kind) ?? new Set()).add(type));
  return ({ type, meta: { stream } }) => types.get(stream.slice(0, stream.indexOf('.')))?.has(type) ?? false;
};

import type { Message, Recorded } from '@pagewright/kernel';
import type { Kysely } from 'kysely';
import type { Projection, ReadModels } from '../src/index.ts';

/** A projection of the specs: one row for each note, in the order of application, with hooks where faults happen. */
export interface LedgerTable {
  place: number;
  position: number;
  note: string;
  /** Only from version 2 on. */
  shouted: string;
}
export interface LedgerHooks {
  /** Inside the transaction, after the rows were written. */
  written?(events: readonly Recorded[]): Promise<void> | void;
  /** Before the transaction. */
  preparing?(events: readonly Recorded[]): Promise<void> | void;
}

export const noted = (note: string): Message => ({ type: 'Noted', data: { note } });

export const ledger = (hooks: LedgerHooks = {}, version = 1): Projection => ({
  name: 'ledger',
  version,
  handles: [{ kind: 'note', type: 'Noted' }],
  tables: [
    {
      name: 'ledger',
      create: async (db) => {
        const table = db.schema
          .createTable('ledger')
          .addColumn('place', 'serial', (column) => column.primaryKey())
          .addColumn('position', 'bigint', (column) => column.notNull().unique())
          .addColumn('note', 'text', (column) => column.notNull());
        await (version > 1 ? table.addColumn('shouted', 'text') : table).execute();
      },
    },
  ],
  prepare: async (events) => {
    await hooks.preparing?.(events);
    const rows = (events as readonly Recorded<Message<'Noted', { note: string }>>[]).map(({ data, meta }) => ({
      position: meta.position,
      note: data.note,
      ...(version > 1 ? { shouted: data.note.toUpperCase() } : {}),
    }));
    return async (trx) => {
      await withLedger(trx)
        .insertInto('ledger')
        .values(rows.map((row) => row as never))
        .execute();
      await hooks.written?.(events);
    };
  },
});

export const withLedger = (db: Kysely<ReadModels>) => db.withTables<{ ledger: LedgerTable }>();

export const ledgerRows = (db: Kysely<ReadModels>): Promise<LedgerTable[]> =>
  withLedger(db).selectFrom('ledger').selectAll().orderBy('place').execute();

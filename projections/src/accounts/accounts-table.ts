import type { ColumnTypes } from '../runtime/column-types.ts';
import type { TableDefinition } from '../runtime/table-definition.ts';

export interface AccountsTable {
  id: string;
  email: string;
  /** The address as it is compared; null once erased. */
  emailKey: string | null;
  name: string;
  role: 'admin' | 'member';
  createdAt: string;
  createdPosition: number;
}

export const accountsColumns: ColumnTypes<AccountsTable> = {
  id: 'text',
  email: 'text',
  emailKey: 'text',
  name: 'text',
  role: 'text',
  createdAt: 'timestamptz',
  createdPosition: 'bigint',
};

export const accountsTable: TableDefinition = {
  name: 'accounts',
  create: async (db) => {
    await db.schema
      .createTable('accounts')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('email', 'text', (column) => column.notNull())
      .addColumn('emailKey', 'text')
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('createdAt', 'timestamptz', (column) => column.notNull())
      .addColumn('createdPosition', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('accounts_by_email').on('accounts').column('emailKey').execute();
  },
};

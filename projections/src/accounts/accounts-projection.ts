import type { AccountEvent } from '@pagewright/identity';
import { ERASED, type Recorded } from '@pagewright/kernel';
import { insertRows, instant } from '../reading/rows.ts';
import type { Projection } from '../runtime/projection.ts';
import type { Sources } from '../reading/sources.ts';
import { type AccountsTable, accountsColumns, accountsTable } from './accounts-table.ts';

/** Who there is. The password's hash never becomes a row: whoever checks it reads the account's stream. */
export const accounts: Projection = {
  name: 'accounts',
  version: 1,
  handles: [{ kind: 'account', type: 'AccountRegistered' }],
  tables: [accountsTable],
  prepare: async (events, sources) => {
    const rows = await Promise.all((events as readonly Registered[]).map((event) => rowOf(event, sources)));
    return async (trx) => {
      await insertRows(trx, 'accounts', accountsColumns, rows).execute();
    };
  },
};

/** How addresses are compared; the claim on an address goes by the same rule. */
export const emailKey = (email: string): string => email.trim().normalize('NFC').toLowerCase();

type Registered = Recorded<Extract<AccountEvent, { type: 'AccountRegistered' }>>;

const rowOf = async ({ data, meta }: Registered, { open }: Sources): Promise<AccountsTable> => {
  const email = await open(data.email);
  return {
    id: data.account,
    email,
    emailKey: email === ERASED ? null : emailKey(email),
    name: await open(data.name),
    role: data.role,
    createdAt: instant(data.at),
    createdPosition: meta.position,
  };
};

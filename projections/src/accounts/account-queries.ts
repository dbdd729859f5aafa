import type { Kysely } from 'kysely';
import type { ReadModels } from '../tables.ts';
import { emailKey } from './accounts-projection.ts';

export interface Person {
  readonly id: string;
  readonly name: string;
}

export interface AccountView extends Person {
  readonly email: string;
  readonly role: 'admin' | 'member';
  readonly createdAt: string;
}

export const accountById = (db: Kysely<ReadModels>, id: string): Promise<AccountView | undefined> =>
  db.selectFrom('accounts').select(VIEW).where('id', '=', id).executeTakeFirst();

/** By an address in any spelling that is the same address. */
export const accountByEmail = (db: Kysely<ReadModels>, email: string): Promise<AccountView | undefined> =>
  db
    .selectFrom('accounts')
    .select(VIEW)
    .where('emailKey', '=', emailKey(email))
    .orderBy('createdPosition', 'desc')
    .executeTakeFirst();

export const countAccounts = async (db: Kysely<ReadModels>): Promise<number> => {
  const { count } = await db
    .selectFrom('accounts')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
};

/** Turns account ids into people. An account that is not known here keeps its id for a name. */
export type Naming = (id: string) => Person;

export const namesOf = async (db: Kysely<ReadModels>, ids: Iterable<string | null>): Promise<Naming> => {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  const rows =
    wanted.length === 0
      ? []
      : await db.selectFrom('accounts').select(['id', 'name']).where('id', 'in', wanted).execute();
  return naming(rows);
};

export const naming = (people: readonly Person[]): Naming => {
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return (id) => ({ id, name: names.get(id) ?? id });
};

const VIEW = ['id', 'email', 'name', 'role', 'createdAt'] as const;

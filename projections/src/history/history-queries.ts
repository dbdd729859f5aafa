import type { Kysely, Selectable } from 'kysely';
import { type Naming, type Person, namesOf } from '../accounts/account-queries.ts';
import { type Page, type PageRequest, pageOf, readCursor } from '../reading/paging.ts';
import type { ReadModels } from '../tables.ts';
import type { HistoryTable } from './history-table.ts';

export type LoggedEventView = Readonly<Selectable<HistoryTable>> & {
  /** The person behind the actor, when it was one. */
  readonly by: Person | null;
};

/** A site's part of the log, newest first. @throws InvalidCursor */
export const listEvents = async (
  db: Kysely<ReadModels>,
  request: PageRequest & { readonly site: string },
): Promise<Page<LoggedEventView>> => {
  const { site, limit, cursor } = request;
  const before = readCursor<[number]>('events', ['number'], cursor);
  let query = db
    .selectFrom('history')
    .selectAll()
    .where('site', '=', site)
    .orderBy('position', 'desc')
    .limit(limit + 1);
  if (before) query = query.where('position', '<', before[0]);
  const page = pageOf('events', await query.execute(), limit, ({ position }) => [position]);
  const names = await namesOf(
    db,
    page.items.map((row) => accountOf(row.actor)),
  );
  return { ...page, items: page.items.map((row) => viewOf(row, names)) };
};

export const eventById = async (db: Kysely<ReadModels>, id: string): Promise<LoggedEventView | undefined> => {
  const row = await db.selectFrom('history').selectAll().where('id', '=', id).executeTakeFirst();
  return row && viewOf(row, await namesOf(db, [accountOf(row.actor)]));
};

const viewOf = (row: Selectable<HistoryTable>, name: Naming): LoggedEventView => {
  const account = accountOf(row.actor);
  return { ...row, by: account === null ? null : name(account) };
};

const accountOf = (actor: string): string | null =>
  actor.startsWith('account:') ? actor.slice('account:'.length) : null;

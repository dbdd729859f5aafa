import { type Kysely, type Selectable, sql } from 'kysely';
import { type Naming, type Person, namesOf } from '../accounts/account-queries.ts';
import { type Page, type PageRequest, pageOf, readCursor } from '../reading/paging.ts';
import { folded } from '../reading/rows.ts';
import type { ReadModels } from '../tables.ts';
import type { HistoryTable } from './history-table.ts';

export type LoggedEventView = Readonly<Omit<Selectable<HistoryTable>, 'search'>> & {
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
  let query = eventsOf(db, site)
    .orderBy('position', 'desc')
    .limit(limit + 1);
  if (before) query = query.where('position', '<', before[0]);
  const page = pageOf('events', await query.execute(), limit, ({ position }) => [position]);
  return { ...page, items: await viewsOf(db, page.items) };
};

export interface HistoryRequest {
  readonly site: string;
  /** How many of the matching events to leave out, oldest first. */
  readonly skip: number;
  readonly limit: number;
  /** Words; each is part of what an event says, or of the name of who did it. */
  readonly q?: string | undefined;
  /** Only events of these types; all when left out. */
  readonly types?: readonly string[] | undefined;
}

/** Matching events of a site, oldest first, and how many there are in all. */
export const historyPage = async (
  db: Kysely<ReadModels>,
  { site, skip, limit, q, types }: HistoryRequest,
): Promise<{ readonly items: readonly LoggedEventView[]; readonly total: number }> => {
  let matching = db.selectFrom('history').where('site', '=', site);
  if (types) matching = matching.where('type', 'in', types.length === 0 ? [''] : types);
  const words = folded(q ?? '')
    .split(/\s+/)
    .filter((word) => word !== '');
  const doers = words.length === 0 ? [] : await doersOf(db, site);
  for (const word of words) {
    const named = doers.filter(({ name }) => name.includes(word)).map(({ actor }) => actor);
    matching = matching.where((eb) =>
      eb.or([sql<boolean>`strpos(search, ${word}) > 0`, ...(named.length > 0 ? [eb('actor', 'in', named)] : [])]),
    );
  }
  const { total } = await matching.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await matching.select(COLUMNS).orderBy('number').offset(skip).limit(limit).execute();
  return { items: await viewsOf(db, rows), total };
};

/** An event of this site with its neighbours; one of another site is none. */
export const eventOfSite = async (
  db: Kysely<ReadModels>,
  site: string,
  id: string,
): Promise<
  | {
      readonly event: LoggedEventView;
      readonly total: number;
      readonly before: string | null;
      readonly after: string | null;
    }
  | undefined
> => {
  const row = await eventsOf(db, site).where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const near = await db
    .selectFrom('history')
    .select(['id', 'number'])
    .where('site', '=', site)
    .where('number', 'in', [row.number - 1, row.number + 1])
    .execute();
  const idAt = (number: number): string | null => near.find((other) => other.number === number)?.id ?? null;
  const [event] = await viewsOf(db, [row]);
  return (
    event && { event, total: await countEvents(db, site), before: idAt(row.number - 1), after: idAt(row.number + 1) }
  );
};

export const eventById = async (db: Kysely<ReadModels>, id: string): Promise<LoggedEventView | undefined> => {
  const row = await db.selectFrom('history').select(COLUMNS).where('id', '=', id).executeTakeFirst();
  return row && (await viewsOf(db, [row]))[0];
};

/** Numbers have no gaps, so the last one is how many there are. */
export const countEvents = async (db: Kysely<ReadModels>, site: string): Promise<number> => {
  const { last } = await db
    .selectFrom('history')
    .select((eb) => eb.fn.max('number').as('last'))
    .where('site', '=', site)
    .executeTakeFirstOrThrow();
  return (last as number | null) ?? 0;
};

export const eventsOf = (db: Kysely<ReadModels>, site: string) =>
  db.selectFrom('history').select(COLUMNS).where('site', '=', site);

export const viewsOf = async (
  db: Kysely<ReadModels>,
  rows: readonly EventRow[],
): Promise<readonly LoggedEventView[]> => {
  const names = await namesOf(
    db,
    rows.map(({ actor }) => accountOf(actor)),
  );
  return rows.map((row) => viewOf(row, names));
};

export type EventRow = Omit<Selectable<HistoryTable>, 'search'>;

const COLUMNS = [
  'position',
  'id',
  'site',
  'number',
  'stream',
  'type',
  'version',
  'time',
  'actor',
  'correlationId',
  'causationId',
  'data',
] as const satisfies readonly (keyof EventRow)[];

const viewOf = (row: EventRow, name: Naming): LoggedEventView => {
  const account = accountOf(row.actor);
  return { ...row, by: account === null ? null : name(account) };
};

/** Everybody who did something to the site, by names as they are searched. */
const doersOf = async (
  db: Kysely<ReadModels>,
  site: string,
): Promise<readonly { readonly actor: string; readonly name: string }[]> => {
  const rows = await db.selectFrom('history').select('actor').distinct().where('site', '=', site).execute();
  const names = await namesOf(
    db,
    rows.map(({ actor }) => accountOf(actor)),
  );
  return rows.flatMap(({ actor }) => {
    const account = accountOf(actor);
    return account === null ? [] : [{ actor, name: folded(names(account).name) }];
  });
};

const accountOf = (actor: string): string | null =>
  actor.startsWith('account:') ? actor.slice('account:'.length) : null;

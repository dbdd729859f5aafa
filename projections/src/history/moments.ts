import type { Kysely } from 'kysely';
import type { ReadModels } from '../tables.ts';
import { eventsOf } from './history-queries.ts';

/** A moment as people name it. */
export type Moment =
  | { readonly type: 'event'; readonly id: string }
  | { readonly type: 'position'; readonly position: number }
  /** RFC 3339. */
  | { readonly type: 'time'; readonly time: string };

/**
 * Id of the site's event that the moment stands right after; undefined when the site had none by then. At a time it is
 * the last one up to which no event of the site is later: clocks of several machines may differ, and what people saw
 * then is a beginning of the log, never a choice from it.
 */
export const eventAt = async (db: Kysely<ReadModels>, site: string, moment: Moment): Promise<string | undefined> => {
  if (moment.type === 'event') return moment.id;
  const upTo = await lastPositionOf(db, site, moment);
  const found = await eventsOf(db, site).where('position', '<=', upTo).orderBy('position', 'desc').limit(1).execute();
  return found[0]?.id;
};

const lastPositionOf = async (
  db: Kysely<ReadModels>,
  site: string,
  moment: Exclude<Moment, { type: 'event' }>,
): Promise<number> => {
  if (moment.type === 'position') return moment.position;
  const later = await eventsOf(db, site)
    .where('time', '>', moment.time)
    .orderBy('position')
    .limit(1)
    .executeTakeFirst();
  return later === undefined ? Number.MAX_SAFE_INTEGER : later.position - 1;
};

/** How many events of each type a site has between two of its numbers; the first is left out, the second counts. */
export const countBetween = async (
  db: Kysely<ReadModels>,
  site: string,
  after: number,
  upTo: number,
): Promise<Readonly<Record<string, number>>> => {
  const rows = await db
    .selectFrom('history')
    .select((eb) => ['type', eb.fn.countAll<number>().as('count')])
    .where('site', '=', site)
    .where('number', '>', after)
    .where('number', '<=', upTo)
    .groupBy('type')
    .orderBy('type')
    .execute();
  return Object.fromEntries(rows.map(({ type, count }) => [type, count]));
};

import { type Kysely, sql } from 'kysely';
import { type Person, namesOf } from '../accounts/account-queries.ts';
import type { ReadModels } from '../tables.ts';

/** What was live, since when, and the event that put it there. */
export interface LiveMoment {
  readonly version: number;
  readonly since: string;
  readonly by: Person | null;
  readonly event: string;
}

/**
 * What was live at a moment: what the log says up to the last position before which every event's time is at or before
 * it. Clocks may disagree; taken so, as a running maximum, the answer is the same on a copy of the log.
 */
export const liveAt = async (db: Kysely<ReadModels>, site: string, time: string): Promise<LiveMoment | null> => {
  const after = await db
    .selectFrom('history')
    .select('position')
    .where('site', '=', site)
    .where('time', '>', time)
    .orderBy('position')
    .limit(1)
    .executeTakeFirst();
  let query = db
    .selectFrom('history')
    .select(['id', 'time', 'data'])
    .where('site', '=', site)
    .where('type', '=', 'VersionPromoted')
    // As JSON, not as text: a reason may hold U+0000, which no text can.
    .where(sql<boolean>`(data -> 'target')::text = '"live"'`)
    .orderBy('position', 'desc')
    .limit(1);
  if (after) query = query.where('position', '<', after.position);
  const row = await query.executeTakeFirst();
  if (!row) return null;
  const { version, by } = row.data as { readonly version: number; readonly by: string | null };
  const name = await namesOf(db, [by]);
  return { version, since: row.time, by: by === null ? null : name(by), event: row.id };
};

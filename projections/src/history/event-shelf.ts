import type { Kysely } from 'kysely';
import type { ReadModels } from '../tables.ts';
import { type EventRow, eventsOf } from './history-queries.ts';

export interface EventShelfOptions {
  /** Sites whose events are kept; 8 unless told. */
  readonly sites?: number;
  /** How long they are kept, in milliseconds: as long may text that was erased meanwhile still be read. A minute unless told. */
  readonly keepMs?: number;
  readonly now?: () => number;
}

/**
 * The events of the sites whose past is looked at. Whoever goes through time asks for the same beginning again and
 * again; the log only grows at its end, so each event is read once.
 */
export interface EventShelf {
  /** A site's events up to one of them; undefined when the site has no such event. */
  upTo(site: string, id: string): Promise<readonly EventRow[] | undefined>;
}

export const createEventShelf = (db: Kysely<ReadModels>, options: EventShelfOptions = {}): EventShelf => {
  const { sites: most = 8, keepMs = 60_000, now = Date.now } = options;
  const shelf = new Map<string, { readonly rows: readonly EventRow[]; readonly until: number }>();

  const kept = (site: string): { readonly rows: readonly EventRow[]; readonly until: number } => {
    const found = shelf.get(site);
    return found && found.until > now() ? found : { rows: [], until: now() + keepMs };
  };
  const keep = (site: string, entry: { readonly rows: readonly EventRow[]; readonly until: number }): void => {
    shelf.delete(site);
    shelf.set(site, entry);
    const oldest = shelf.keys().next();
    if (shelf.size > most && !oldest.done) shelf.delete(oldest.value);
  };

  return {
    upTo: async (site, id) => {
      const wanted = await db
        .selectFrom('history')
        .select('number')
        .where('site', '=', site)
        .where('id', '=', id)
        .executeTakeFirst();
      if (!wanted) return undefined;
      const { rows, until } = kept(site);
      if (rows[wanted.number - 1]?.id === id) {
        keep(site, { rows, until });
        return rows.slice(0, wanted.number);
      }
      const more = await eventsOf(db, site)
        .where('number', '>', rows.length)
        .where('number', '<=', wanted.number)
        .orderBy('number')
        .execute();
      const longer = [...rows, ...more];
      // What a rebuilt or deleted site has does not go on from what is kept.
      if (longer[wanted.number - 1]?.id !== id) {
        shelf.delete(site);
        return eventsOf(db, site).where('number', '<=', wanted.number).orderBy('number').execute();
      }
      if (longer.length > kept(site).rows.length) keep(site, { rows: longer, until });
      return longer;
    },
  };
};

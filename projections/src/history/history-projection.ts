import type { DeploymentEvent } from '@pagewright/hosting';
import type { Recorded } from '@pagewright/kernel';
import type { HostnameEvent, SiteEvent } from '@pagewright/sites';
import { type Selectable, type Transaction, sql } from 'kysely';
import { openEvent } from '../reading/opened.ts';
import { insertRows, instant } from '../reading/rows.ts';
import type { Projection } from '../runtime/projection.ts';
import { DEPLOYMENT_EVENTS, HOSTNAME_EVENTS, SITE_EVENTS } from '../reading/addresses.ts';
import type { Sources } from '../reading/sources.ts';
import type { ReadModels } from '../tables.ts';
import { type HistoryTable, historyColumns, historyTable } from './history-table.ts';
import { searchTextOf } from './search-text.ts';

/**
 * What happened to a site, event by event. A site's deletion takes its events away and stays as the only one, so that
 * what still comes after it is not shown either.
 */
export const history: Projection = {
  name: 'history',
  version: 2,
  handles: [...SITE_EVENTS, ...HOSTNAME_EVENTS, ...DEPLOYMENT_EVENTS],
  tables: [historyTable],
  prepare: async (events, sources) => {
    const rows = await Promise.all((events as readonly Logged[]).map((event) => rowOf(event, sources)));
    return async (trx) => {
      const newest = new Map(await newestOf(trx, [...new Set(rows.map(({ site }) => site))]));
      const deletions = rows.filter(isDeletion);
      const gone = new Set(deletions.map(({ site }) => site));
      for (const [site, event] of newest) if (isDeletion(event)) gone.add(site);
      if (deletions.length > 0) {
        const sites = deletions.map(({ site }) => site);
        await trx.deleteFrom('history').where('site', 'in', sites).execute();
        for (const site of sites) newest.delete(site);
      }
      const kept = rows.filter((row) => !gone.has(row.site) || deletions.includes(row));
      if (kept.length > 0) await insertRows(trx, 'history', historyColumns, numbered(kept, newest)).execute();
    };
  },
};

type Logged = Recorded<SiteEvent> | Recorded<HostnameEvent> | Recorded<DeploymentEvent>;
type Row = Omit<Selectable<HistoryTable>, 'number'>;

const rowOf = async (event: Logged, { open }: Sources): Promise<Row> => {
  const { meta } = event;
  const { data } = await openEvent<{ readonly data: Readonly<Record<string, unknown>> }>(event, open);
  return {
    position: meta.position,
    id: meta.id,
    site: event.data.site,
    stream: meta.stream,
    type: event.type,
    version: meta.schemaVersion,
    time: instant(meta.time),
    actor: meta.actor,
    correlationId: meta.correlationId,
    causationId: meta.causationId,
    data,
    search: searchTextOf(event.type, data),
  };
};

interface Newest {
  readonly number: number;
  readonly type: string;
}

/** The last event of each site that has one here. One look into the index for each, however long its history is. */
const newestOf = async (
  trx: Transaction<ReadModels>,
  sites: readonly string[],
): Promise<ReadonlyMap<string, Newest>> => {
  const asked = sql<{ site: string }>`jsonb_array_elements_text(${JSON.stringify(sites)}::jsonb)`;
  const rows = await trx
    .selectFrom(asked.as<'asked'>(sql`asked(site)`))
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('history')
          .select(['history.number', 'history.type'])
          .whereRef('history.site', '=', 'asked.site')
          .orderBy('history.number', 'desc')
          .limit(1)
          .as('newest'),
      (join) => join.onTrue(),
    )
    .select(['asked.site', 'newest.number', 'newest.type'])
    .execute();
  return new Map(rows.map(({ site, number, type }) => [site, { number, type }]));
};

/** Each event with its number: it goes on from the site's last. */
const numbered = (rows: readonly Row[], newest: ReadonlyMap<string, Newest>): readonly Selectable<HistoryTable>[] => {
  const last = new Map(Array.from(newest, ([site, { number }]): [string, number] => [site, number]));
  return rows.map((row) => {
    const number = (last.get(row.site) ?? 0) + 1;
    last.set(row.site, number);
    return { ...row, number };
  });
};

const isDeletion = ({ type }: { readonly type: string }): boolean => type === 'SiteDeleted';

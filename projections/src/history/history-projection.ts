import type { DeploymentEvent } from '@pagewright/hosting';
import type { Recorded } from '@pagewright/kernel';
import type { HostnameEvent, SiteEvent } from '@pagewright/sites';
import type { Selectable, Transaction } from 'kysely';
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
      const kept = await withoutDeleted(trx, rows);
      if (kept.length === 0) return;
      await insertRows(trx, 'history', historyColumns, await numbered(trx, kept)).execute();
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

/** Each event with its number: it goes on from the site's last. */
const numbered = async (
  trx: Transaction<ReadModels>,
  rows: readonly Row[],
): Promise<readonly Selectable<HistoryTable>[]> => {
  const known = await trx
    .selectFrom('history')
    .select((eb) => ['site', eb.fn.max('number').as('last')])
    .where('site', 'in', [...new Set(rows.map(({ site }) => site))])
    .groupBy('site')
    .execute();
  const last = new Map(known.map((row): [string, number] => [row.site, row.last]));
  return rows.map((row) => {
    const number = (last.get(row.site) ?? 0) + 1;
    last.set(row.site, number);
    return { ...row, number };
  });
};

const withoutDeleted = async (trx: Transaction<ReadModels>, rows: readonly Row[]): Promise<readonly Row[]> => {
  const sites = [...new Set(rows.map(({ site }) => site))];
  const before = await trx
    .selectFrom('history')
    .select('site')
    .where('type', '=', 'SiteDeleted')
    .where('site', 'in', sites)
    .execute();
  const now = rows.filter(({ type }) => type === 'SiteDeleted');
  if (now.length > 0)
    await trx
      .deleteFrom('history')
      .where(
        'site',
        'in',
        now.map(({ site }) => site),
      )
      .execute();
  const gone = new Set([...before, ...now].map(({ site }) => site));
  return rows.filter((row) => !gone.has(row.site) || now.includes(row));
};

import type { DeploymentEvent } from '@pagewright/hosting';
import type { Recorded } from '@pagewright/kernel';
import type { SiteEvent } from '@pagewright/sites';
import type { Selectable, Transaction } from 'kysely';
import { DEPLOYMENT_EVENTS, SITE_EVENTS } from '../reading/addresses.ts';
import { openEvent } from '../reading/opened.ts';
import { excluded, insertRows } from '../reading/rows.ts';
import type { Sources } from '../reading/sources.ts';
import type { Projection } from '../runtime/projection.ts';
import type { ReadModels } from '../tables.ts';
import { type SiteChange, type SiteRow, foldSite } from './site-fold.ts';
import { type SitesTable, sitesColumns, sitesTable } from './sites-table.ts';

/** One row for each site that is not deleted: settings, pointers with what hosts say of them, open builds, last change. */
export const sites: Projection = {
  name: 'sites',
  version: 2,
  handles: [...SITE_EVENTS, ...DEPLOYMENT_EVENTS],
  tables: [sitesTable],
  prepare: async (events, { open }) => {
    const changes = await Promise.all((events as readonly Handled[]).map((event) => opened(event, open)));
    return async (trx) => {
      const rows = await load(trx, [...new Set(changes.map(({ data }) => data.site as string))]);
      for (const change of changes) rows.set(change.data.site, foldSite(rows.get(change.data.site), change));
      await store(trx, rows);
    };
  },
};

type Handled = Recorded<SiteEvent> | Recorded<DeploymentEvent>;

/** Of all that people type, only why live is locked stands in a site's row. */
const opened = async (event: Handled, open: Sources['open']): Promise<SiteChange> =>
  event.type === 'SiteLiveLocked' ? openEvent(event, open) : event;

type Rows = Map<string, SiteRow | undefined>;

const load = async (trx: Transaction<ReadModels>, ids: readonly string[]): Promise<Rows> => {
  const rows = await trx.selectFrom('sites').selectAll().where('id', 'in', ids).execute();
  return new Map(rows.map((row): [string, SiteRow] => [row.id, row]));
};

const store = async (trx: Transaction<ReadModels>, rows: Rows): Promise<void> => {
  const gone = [...rows].filter(([, row]) => row === undefined).map(([id]) => id);
  if (gone.length > 0) await trx.deleteFrom('sites').where('id', 'in', gone).execute();
  const kept = [...rows.values()].filter((row) => row !== undefined);
  if (kept.length === 0) return;
  await insertRows(trx, 'sites', sitesColumns, kept)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(excluded(CHANGING)))
    .execute();
};

const CHANGING = [
  'name',
  'nameKey',
  'state',
  'changedAt',
  'changedPosition',
  'changedEvent',
  'changedVersion',
  'changedBy',
  'head',
  'liveLock',
  'live',
  'preview',
  'openBuilds',
  'hosts',
] as const satisfies readonly (keyof Selectable<SitesTable>)[];

import type { Transaction } from 'kysely';
import { excluded, insertRows } from '../reading/rows.ts';
import type { ReadModels } from '../tables.ts';
import { versionRequestsColumns, versionsColumns } from './versions-table.ts';
import { type VersionChange, type VersionRow, type VersionRows, versionKey } from './version-fold.ts';

/** The rows that a batch builds on: the requests of builds that succeed in it, the versions that it speaks of. */
export const loadVersions = async (
  trx: Transaction<ReadModels>,
  changes: readonly VersionChange[],
): Promise<VersionRows> => {
  const builds = changes.flatMap(({ event }) => (event.type === 'BuildSucceeded' ? [event.data.build as string] : []));
  const requests =
    builds.length === 0
      ? []
      : await trx.selectFrom('versionRequests').selectAll().where('build', 'in', builds).execute();
  const versions = await loadMarked(trx, changes);
  return {
    requests: new Map(requests.map((row) => [row.build, row])),
    ended: new Set(),
    sitesGone: new Set(),
    versions: new Map(versions.map((row) => [versionKey(row.site, row.number), row])),
    changed: new Set(),
    versionsGone: new Map(),
  };
};

const loadMarked = async (
  trx: Transaction<ReadModels>,
  changes: readonly VersionChange[],
): Promise<readonly VersionRow[]> => {
  const marked = new Map<string, { site: string; number: number }>();
  for (const { event } of changes) {
    if (!event.type.startsWith('Version') || !('version' in event.data) || event.data.version === null) continue;
    const { site, version } = event.data;
    marked.set(versionKey(site, version), { site, number: version });
  }
  if (marked.size === 0) return [];
  return trx
    .selectFrom('versions')
    .selectAll()
    .where((eb) => eb.or(Array.from(marked.values(), (of) => eb.and(of))))
    .execute();
};

export const storeVersions = async (trx: Transaction<ReadModels>, rows: VersionRows): Promise<void> => {
  await removeGone(trx, rows);
  const requests = [...rows.requests.values()];
  if (requests.length > 0) await insertRows(trx, 'versionRequests', versionRequestsColumns, requests).execute();
  const changed = [...rows.changed].flatMap((key) => rows.versions.get(key) ?? []);
  if (changed.length > 0)
    await insertRows(trx, 'versions', versionsColumns, changed)
      .onConflict((conflict) => conflict.columns(['site', 'number']).doUpdateSet(excluded(CHANGING)))
      .execute();
};

const removeGone = async (
  trx: Transaction<ReadModels>,
  { ended, sitesGone, versionsGone }: VersionRows,
): Promise<void> => {
  if (ended.size > 0)
    await trx
      .deleteFrom('versionRequests')
      .where('build', 'in', [...ended])
      .execute();
  if (versionsGone.size > 0)
    await trx
      .deleteFrom('versions')
      .where((eb) => eb.or(Array.from(versionsGone.values(), (of) => eb.and(of))))
      .execute();
  if (sitesGone.size === 0) return;
  const sites = [...sitesGone];
  await trx.deleteFrom('versionRequests').where('site', 'in', sites).execute();
  await trx.deleteFrom('versions').where('site', 'in', sites).execute();
};

const CHANGING = ['note', 'starred', 'pinned', 'search', 'checked'] as const satisfies readonly (keyof VersionRow)[];

import type { Recorded } from '@pagewright/kernel';
import type { SiteEventOf } from '@pagewright/sites';
import type { Selectable, Transaction } from 'kysely';
import { readFileChanges, readFindings, readParts } from '../reading/blobs.ts';
import { openEvent } from '../reading/opened.ts';
import { excluded, storable } from '../reading/rows.ts';
import type { Projection } from '../runtime/projection.ts';
import type { Sources } from '../reading/sources.ts';
import type { ReadModels } from '../tables.ts';
import { BUILD_EVENTS, type BuildChange, type BuildEvent, type BuildRow, foldBuild } from './build-fold.ts';
import { type BuildPartsTable, type BuildsTable, buildPartsTable, buildsTable } from './builds-table.ts';

/** The turns of the chat: what was asked, how it went, how it ended; the parts of ended attempts beside. */
export const builds: Projection = {
  name: 'builds',
  version: 2,
  handles: [...BUILD_EVENTS, 'SiteDeleted'].map((type) => ({ kind: 'site', type })),
  tables: [buildsTable, buildPartsTable],
  prepare: async (recorded, sources) => {
    const events = recorded as readonly Handled[];
    const changes: (BuildChange | Deleted)[] = [];
    for (let from = 0; from < events.length; from += READ_AT_ONCE) {
      const some = events.slice(from, from + READ_AT_ONCE);
      changes.push(...(await Promise.all(some.map((event) => readChange(event, sources)))));
    }
    return (trx) => applyChanges(trx, changes);
  },
};

/** Blobs that are read at the same time: enough to hide a store's latency, few enough for its limits. */
const READ_AT_ONCE = 32;

type Deleted = { readonly site: string };
type Handled = BuildEvent | Recorded<SiteEventOf<'SiteDeleted'>>;

const readChange = async (event: Handled, sources: Sources): Promise<BuildChange | Deleted> => {
  if (event.type === 'SiteDeleted') return { site: event.data.site };
  const opened = await openEvent(event, sources.open);
  const activity = 'activity' in opened.data ? opened.data.activity : null;
  return {
    event: opened,
    parts: activity ? await readParts(activity, sources) : [],
    files: opened.type === 'BuildSucceeded' ? await readFileChanges(opened.data.manifest.digest, sources) : [],
    findings: opened.type === 'BuildRejected' ? await readFindings(opened.data.findings, sources) : [],
  };
};

const applyChanges = async (
  trx: Transaction<ReadModels>,
  changes: readonly (BuildChange | Deleted)[],
): Promise<void> => {
  const ids = changes.flatMap((change) => ('event' in change ? [change.event.data.build as string] : []));
  const rows = await load(trx, [...new Set(ids)]);
  const parts: Selectable<BuildPartsTable>[] = [];
  const deleted = new Set<string>();
  for (const change of changes) {
    if (!('event' in change)) {
      deleted.add(change.site);
      for (const [build, row] of rows) if (row.site === change.site) rows.delete(build);
      continue;
    }
    const { build } = change.event.data;
    const row = foldBuild(rows.get(build), change);
    if (!row) continue;
    rows.set(build, row);
    if (change.parts.length > 0) parts.push({ build, position: change.event.meta.position, parts: change.parts });
  }
  await removeSites(trx, [...deleted]);
  await store(trx, rows, parts);
};

const load = async (trx: Transaction<ReadModels>, ids: readonly string[]): Promise<Map<string, BuildRow>> => {
  const rows = ids.length === 0 ? [] : await trx.selectFrom('builds').selectAll().where('build', 'in', ids).execute();
  return new Map(rows.map((row) => [row.build, row]));
};

const removeSites = async (trx: Transaction<ReadModels>, sites: readonly string[]): Promise<void> => {
  if (sites.length === 0) return;
  const theirs = trx.selectFrom('builds').select('build').where('site', 'in', sites);
  await trx.deleteFrom('buildParts').where('build', 'in', theirs).execute();
  await trx.deleteFrom('builds').where('site', 'in', sites).execute();
};

const store = async (
  trx: Transaction<ReadModels>,
  rows: ReadonlyMap<string, BuildRow>,
  parts: readonly Selectable<BuildPartsTable>[],
): Promise<void> => {
  if (rows.size > 0)
    await trx
      .insertInto('builds')
      .values([...rows.values()].map((row) => storable(row, JSON_COLUMNS)))
      .onConflict((conflict) => conflict.column('build').doUpdateSet(excluded(CHANGING)))
      .execute();
  const kept = parts.filter(({ build }) => rows.has(build));
  if (kept.length > 0)
    await trx
      .insertInto('buildParts')
      .values(kept.map((row) => storable(row, ['parts'])))
      .execute();
};

const JSON_COLUMNS = ['dialogue', 'outcome', 'partial'] as const;
const CHANGING = [
  'state',
  'attempt',
  'queueOrder',
  'startedAt',
  'askedAt',
  'endedAt',
  ...JSON_COLUMNS,
] as const satisfies readonly (keyof Selectable<BuildsTable>)[];

import type { Recorded } from '@pagewright/kernel';
import type { SiteEventOf } from '@pagewright/sites';
import type { Selectable, Transaction } from 'kysely';
import { readFileChanges, readFindings, readParts } from '../reading/blobs.ts';
import { openEvent } from '../reading/opened.ts';
import { excluded, insertRows } from '../reading/rows.ts';
import type { Projection } from '../runtime/projection.ts';
import type { Sources } from '../reading/sources.ts';
import type { ReadModels } from '../tables.ts';
import { BUILD_EVENTS, type BuildChange, type BuildEvent, type BuildRow, foldBuild, turnOf } from './build-fold.ts';
import { movedIn } from './queue-order.ts';
import {
  type BuildPartsTable,
  type BuildsTable,
  buildPartsColumns,
  buildPartsTable,
  buildsColumns,
  buildsTable,
} from './builds-table.ts';

/** The turns of the chat: what was asked, how it went, how it ended; the parts of ended attempts beside. */
export const builds: Projection = {
  name: 'builds',
  version: 4,
  handles: [...BUILD_EVENTS, 'BuildMoved', 'SiteDeleted'].map((type) => ({ kind: 'site', type })),
  tables: [buildsTable, buildPartsTable],
  prepare: async (recorded, sources) => {
    const events = recorded as readonly Handled[];
    const changes: Change[] = [];
    for (let from = 0; from < events.length; from += READ_AT_ONCE) {
      const some = events.slice(from, from + READ_AT_ONCE);
      changes.push(...(await Promise.all(some.map((event) => readChange(event, sources)))));
    }
    return (trx) => applyChanges(trx, changes);
  },
};

/** Blobs that are read at the same time: enough to hide a store's latency, few enough for its limits. */
const READ_AT_ONCE = 32;

type Moved = Recorded<SiteEventOf<'BuildMoved'>>;
type Deleted = { readonly deleted: string };
type Change = BuildChange | Deleted | { readonly moved: Moved['data'] };
type Handled = BuildEvent | Moved | Recorded<SiteEventOf<'SiteDeleted'>>;

const readChange = async (event: Handled, sources: Sources): Promise<Change> => {
  if (event.type === 'SiteDeleted') return { deleted: event.data.site };
  if (event.type === 'BuildMoved') return { moved: event.data };
  const opened = await openEvent(event, sources.open);
  const activity = 'activity' in opened.data ? opened.data.activity : null;
  return {
    event: opened,
    parts: activity ? await readParts(activity, sources) : [],
    files: opened.type === 'BuildSucceeded' ? await readFileChanges(opened.data.manifest.digest, sources) : [],
    findings: opened.type === 'BuildRejected' ? await readFindings(opened.data.findings, sources) : [],
  };
};

const applyChanges = async (trx: Transaction<ReadModels>, changes: readonly Change[]): Promise<void> => {
  const ids = changes.flatMap((change) => ('event' in change ? [turnOf(change.event)] : []));
  const moving = changes.flatMap((change) => ('moved' in change ? [change.moved.site as string] : []));
  const rows = await load(trx, [...new Set(ids)], [...new Set(moving)]);
  const parts: Selectable<BuildPartsTable>[] = [];
  const deleted = new Set<string>();
  for (const change of changes) {
    if ('moved' in change) {
      for (const row of movedIn([...rows.values()], change.moved)) rows.set(row.build, row);
      continue;
    }
    if ('deleted' in change) {
      deleted.add(change.deleted);
      for (const [build, row] of rows) if (row.site === change.deleted) rows.delete(build);
      continue;
    }
    const build = turnOf(change.event);
    const row = foldBuild(rows.get(build), change);
    if (!row) continue;
    rows.set(build, row);
    if (change.parts.length > 0) parts.push({ build, position: change.event.meta.position, parts: change.parts });
  }
  await removeSites(trx, [...deleted]);
  await store(trx, rows, parts);
};

/** The rows of these turns, and all that wait at these sites. */
const load = async (
  trx: Transaction<ReadModels>,
  ids: readonly string[],
  sites: readonly string[],
): Promise<Map<string, BuildRow>> => {
  const turns = trx.selectFrom('builds').selectAll();
  const own = ids.length === 0 ? [] : await turns.where('build', 'in', ids).execute();
  const queued =
    sites.length === 0 ? [] : await turns.where('site', 'in', sites).where('queueOrder', 'is not', null).execute();
  return new Map([...queued, ...own].map((row) => [row.build, row]));
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
    await insertRows(trx, 'builds', buildsColumns, [...rows.values()])
      .onConflict((conflict) => conflict.column('build').doUpdateSet(excluded(CHANGING)))
      .execute();
  const kept = parts.filter(({ build }) => rows.has(build));
  if (kept.length > 0) await insertRows(trx, 'buildParts', buildPartsColumns, kept).execute();
};

const CHANGING = [
  'state',
  'prompt',
  'attempt',
  'queueOrder',
  'startedAt',
  'askedAt',
  'endedAt',
  'dialogue',
  'outcome',
  'partial',
  'picks',
  'attachments',
] as const satisfies readonly (keyof Selectable<BuildsTable>)[];

import type { Recorded } from '@pagewright/kernel';
import type { SiteEvent } from '@pagewright/sites';
import type { Selectable, Transaction } from 'kysely';
import { type Opened, openEvent } from '../reading/opened.ts';
import { folded, instant, storable, visible } from '../reading/rows.ts';
import type { Projection } from '../runtime/projection.ts';
import type { ReadModels } from '../tables.ts';
import {
  type StoredCheck,
  type VersionRequestsTable,
  type VersionsTable,
  versionRequestsTable,
  versionsTable,
} from './versions-table.ts';

const HANDLED = [
  'BuildRequested',
  'BuildSucceeded',
  'BuildDeclined',
  'BuildRejected',
  'BuildFailed',
  'BuildCancelled',
  'VersionChecked',
  'SiteDeleted',
] as const;

/** Every version of every site, with what was asked for it. */
export const versions: Projection = {
  name: 'versions',
  version: 2,
  handles: HANDLED.map((type) => ({ kind: 'site', type })),
  tables: [versionsTable, versionRequestsTable],
  prepare: async (recorded, { open }) => {
    const events = await Promise.all((recorded as readonly Handled[]).map((event) => openEvent(event, open)));
    return async (trx) => {
      const batch = await loadRequests(trx, events);
      for (const event of events) foldVersion(batch, event);
      await store(trx, batch);
    };
  },
};

type Handled = Recorded<Extract<SiteEvent, { type: (typeof HANDLED)[number] }>>;
type Change = Opened<Handled>;
type Version = Selectable<VersionsTable>;
type Request = Selectable<VersionRequestsTable>;

interface Batch {
  readonly requests: Map<string, Request>;
  readonly ended: Set<string>;
  readonly deleted: Set<string>;
  made: Version[];
  readonly checked: Map<string, Checked>;
}

interface Checked {
  readonly site: string;
  readonly number: number;
  readonly check: StoredCheck;
}

const loadRequests = async (trx: Transaction<ReadModels>, events: readonly Change[]): Promise<Batch> => {
  const ending = events.flatMap((event) => (event.type === 'BuildSucceeded' ? [event.data.build as string] : []));
  const rows =
    ending.length === 0
      ? []
      : await trx.selectFrom('versionRequests').selectAll().where('build', 'in', ending).execute();
  return {
    requests: new Map(rows.map((row) => [row.build, row])),
    ended: new Set(),
    deleted: new Set(),
    made: [],
    checked: new Map(),
  };
};

const foldVersion = (batch: Batch, event: Change): void => {
  const { type, data } = event;
  if (type === 'BuildRequested') {
    const { build, site, kind, by, prompt } = data;
    batch.requests.set(build, { build, site, kind, madeBy: by, prompt: prompt === null ? null : visible(prompt) });
  } else if (type === 'VersionChecked') {
    const { site, version: number } = data;
    batch.checked.set(JSON.stringify([site, number]), { site, number, check: checkOf(data) });
  } else if (type === 'SiteDeleted') {
    batch.deleted.add(data.site);
    batch.made = batch.made.filter(({ site }) => site !== data.site);
    for (const [build, { site }] of batch.requests) if (site === data.site) batch.requests.delete(build);
  } else {
    const request = batch.requests.get(data.build);
    // No request: the site was deleted while the build ran.
    if (type === 'BuildSucceeded' && request) batch.made.push(versionOf(request, event));
    batch.requests.delete(data.build);
    batch.ended.add(data.build);
  }
};

const checkOf = (data: Extract<Change, { type: 'VersionChecked' }>['data']): StoredCheck => ({
  run: data.run,
  state: data.state,
  reason: data.reason,
  at: instant(data.at),
  report: data.checks?.digest ?? null,
  count: data.checks?.count ?? 0,
  screenshots: data.screenshots.map(({ path, width, blob }) => ({ path, width, digest: blob.digest })),
  thumbnail: data.thumbnail?.digest ?? null,
});

const versionOf = (request: Request, { data }: Extract<Change, { type: 'BuildSucceeded' }>): Version => ({
  site: data.site,
  number: data.version,
  parent: data.parent,
  digest: data.tree,
  artifactDigest: data.artifact.digest,
  artifactSize: data.artifact.size,
  manifest: data.manifest.digest,
  build: data.build,
  kind: request.kind,
  madeBy: request.madeBy,
  createdAt: instant(data.at),
  summary: data.summary,
  prompt: request.prompt,
  search: folded(`${data.summary}\n${request.prompt ?? ''}`),
  counts: data.counts,
  checked: null,
});

const store = async (
  trx: Transaction<ReadModels>,
  { requests, ended, deleted, made, checked }: Batch,
): Promise<void> => {
  if (ended.size > 0)
    await trx
      .deleteFrom('versionRequests')
      .where('build', 'in', [...ended])
      .execute();
  if (deleted.size > 0) {
    await trx
      .deleteFrom('versionRequests')
      .where('site', 'in', [...deleted])
      .execute();
    await trx
      .deleteFrom('versions')
      .where('site', 'in', [...deleted])
      .execute();
  }
  if (requests.size > 0)
    await trx
      .insertInto('versionRequests')
      .values([...requests.values()].map((row) => storable(row, [])))
      .execute();
  if (made.length > 0)
    await trx
      .insertInto('versions')
      .values(made.map((row) => storable(row, ['counts', 'checked'])))
      .execute();
  // A row that the site's deletion took away stays away.
  for (const { site, number, check } of checked.values())
    await trx
      .updateTable('versions')
      .set({ checked: JSON.stringify(check) })
      .where('site', '=', site)
      .where('number', '=', number)
      .execute();
};

import type { Recorded } from '@pagewright/kernel';
import type { SiteEvent } from '@pagewright/sites';
import type { Projection } from '../runtime/projection.ts';
import { readFileChanges } from '../reading/blobs.ts';
import { openEvent } from '../reading/opened.ts';
import type { Sources } from '../reading/sources.ts';
import { loadVersions, storeVersions } from './version-rows.ts';
import { foldVersion, type VersionChange } from './version-fold.ts';
import { versionRequestsTable, versionsTable } from './versions-table.ts';

const HANDLED = [
  'BuildRequested',
  'BuildSucceeded',
  'BuildDeclined',
  'BuildRejected',
  'BuildFailed',
  'BuildCancelled',
  'VersionChecked',
  'VersionNoted',
  'VersionStarred',
  'VersionUnstarred',
  'VersionPinned',
  'VersionUnpinned',
  'VersionDeleted',
  'SiteDeleted',
] as const;

/** Every version of every site that was not deleted, with what was asked for it and what people say of it. */
export const versions: Projection = {
  name: 'versions',
  version: 3,
  handles: HANDLED.map((type) => ({ kind: 'site', type })),
  tables: [versionsTable, versionRequestsTable],
  prepare: async (recorded, sources) => {
    const changes = await Promise.all((recorded as readonly Handled[]).map((event) => changeOf(event, sources)));
    return async (trx) => {
      const rows = await loadVersions(trx, changes);
      for (const change of changes) foldVersion(rows, change);
      await storeVersions(trx, rows);
    };
  },
};

type Handled = Recorded<Extract<SiteEvent, { type: (typeof HANDLED)[number] }>>;

const changeOf = async (event: Handled, sources: Sources): Promise<VersionChange> => ({
  event: await openEvent(event, sources.open),
  files:
    event.type === 'BuildSucceeded'
      ? (await readFileChanges(event.data.manifest.digest, sources)).map(({ path }) => path)
      : [],
});

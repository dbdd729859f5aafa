import type { AccountsTable } from './accounts/accounts-table.ts';
import type { BuildPartsTable, BuildsTable } from './builds/builds-table.ts';
import type { HistoryTable } from './history/history-table.ts';
import type { CheckpointTable } from './runtime/checkpoint-table.ts';
import type { SitesTable } from './sites/sites-table.ts';
import type { VersionRequestsTable, VersionsTable } from './versions/versions-table.ts';

/** Every table there is, as the queries see it; the database writes the names with underscores. */
export interface ReadModels {
  projection: CheckpointTable;
  accounts: AccountsTable;
  sites: SitesTable;
  versions: VersionsTable;
  versionRequests: VersionRequestsTable;
  builds: BuildsTable;
  buildParts: BuildPartsTable;
  history: HistoryTable;
}

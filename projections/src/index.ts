export {
  type AccountView,
  type Person,
  accountByEmail,
  accountById,
  countAccounts,
} from './accounts/account-queries.ts';
export { emailKey } from './accounts/accounts-projection.ts';
export type { BuildKind, BuildState, DialogueBy, OutcomeBy, PartialTree } from './builds/builds-table.ts';
export {
  type TurnView,
  type Unanswered,
  chatPage,
  openQuestionsSince,
  queueOf,
  turnByBuild,
  turnWithoutParts,
  unansweredSince,
} from './builds/turn-queries.ts';
export { type BuildEnd, buildEndsSince, type OpenBuildRow, openBuilds } from './builds/work-queries.ts';
export { type Database, type DatabaseOptions, openDatabase } from './database/database.ts';
export { DatabaseBroken, DatabaseError } from './database/database-error.ts';
export { DatabaseInUse } from './database/pglite/folder-lock.ts';
export { type Past, type SiteAsOf, createPast } from './history/as-of.ts';
export type { EventShelfOptions } from './history/event-shelf.ts';
export { type CauseNode, causesOf } from './history/causes.ts';
export {
  type HistoryRequest,
  type LoggedEventView,
  eventById,
  eventOfSite,
  historyPage,
  listEvents,
} from './history/history-queries.ts';
export { type LiveMoment, liveAt } from './history/live-at.ts';
export { countBetween, eventAt, type Moment } from './history/moments.ts';
export { type Ruler, type RulerBand, type RulerBucket, type RulerRequest, rulerOf } from './history/ruler.ts';
export { BlobUnusable, type FileChange, type Finding, type TurnPart } from './reading/blobs.ts';
export { InvalidCursor, type Page, type PageRequest } from './reading/paging.ts';
export { readModels } from './read-models.ts';
export { installProjections } from './runtime/install.ts';
export type { Apply, Projection } from './runtime/projection.ts';
export { type ReplayOptions, replayProjection } from './runtime/replay.ts';
export { digestOfRows, type Row, type RowsDigest, rowsOf } from './runtime/table-rows.ts';
export type { Sources } from './reading/sources.ts';
export type { TableDefinition } from './runtime/table-definition.ts';
export { type Projections, type ProjectionsOptions, startProjections } from './runtime/projections.ts';
export { type ReadPositions, type Waited, createReadPositions, positionsOf } from './runtime/read-positions.ts';
export { type EventRef, ProjectionFailed } from './runtime/retry-table.ts';
export { type Kept, RebuildRefused, isRebuilt, keptOf } from './runtime/rebuild.ts';
export type { Checkpoint, CheckpointKey } from './runtime/checkpoint.ts';
export type { ProjectionState, ProjectionStatus } from './runtime/status.ts';
export {
  type HostState,
  type Pointer,
  type SiteOrder,
  type SiteView,
  type SitesRequest,
  listSites,
  pointerState,
  ownerOf,
  siteById,
  type SiteCounts,
  siteCounts,
  siteNames,
  sitesWithWork,
} from './sites/site-queries.ts';
export type { ReadModels } from './tables.ts';
export {
  type VersionBadge,
  type VersionView,
  type VersionsPage,
  type VersionsRequest,
  listVersions,
  versionByNumber,
} from './versions/version-queries.ts';
export type { StoredCheck, VersionCounts, VersionKind } from './versions/versions-table.ts';

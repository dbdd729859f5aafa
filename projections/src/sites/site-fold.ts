import type { DeploymentEvent } from '@pagewright/hosting';
import type { Recorded } from '@pagewright/kernel';
import type { SiteEvent } from '@pagewright/sites';
import type { Selectable } from 'kysely';
import type { Opened } from '../reading/opened.ts';
import { folded, instant } from '../reading/rows.ts';
import type { OpenBuild, SitesTable, StoredHostState, StoredLock, StoredPointer } from './sites-table.ts';

export type SiteRow = Selectable<SitesTable>;
type Told = Recorded<SiteEvent>;
type Locked = Opened<Extract<Told, { type: 'SiteLiveLocked' }>>;
export type SiteChange = Exclude<Told, { type: 'SiteLiveLocked' }> | Locked | Recorded<DeploymentEvent>;

/**
 * A site's row after one more event; undefined when there is none: not created yet, or deleted. What comes after a
 * deletion changes nothing.
 */
export const foldSite = (row: SiteRow | undefined, event: SiteChange): SiteRow | undefined => {
  switch (event.type) {
    case 'SiteCreated':
      return created(event);
    case 'VersionDeployed':
    case 'DeploymentFailed':
      return row && { ...row, hosts: hostsAfter(row.hosts, event) };
    case 'SiteDeleted':
      return undefined;
    // Nobody did it, so it is not the last thing that happened.
    case 'VersionChecked':
      return row;
    default: {
      const next = row && (isOfVersion(event) || isChatOnly(event) ? row : changed(row, event));
      return next && { ...next, ...stamp(next, row, event) };
    }
  }
};

type Created = Extract<SiteChange, { type: 'SiteCreated' }>;
type Deployment = Recorded<DeploymentEvent>;
type Checked = Extract<SiteChange, { type: 'VersionChecked' }>;
type Change = Exclude<SiteChange, Created | Deployment | Checked | { type: 'SiteDeleted' }>;

const created = ({ data, meta }: Created): SiteRow => ({
  id: data.site,
  owner: data.owner,
  name: data.name,
  nameKey: folded(data.name),
  fqdn: data.fqdn,
  key: data.key,
  state: 'enabled',
  liveLock: null,
  createdAt: instant(data.at),
  createdPosition: meta.position,
  changedAt: instant(data.at),
  changedPosition: meta.position,
  changedEvent: 'SiteCreated',
  changedVersion: null,
  changedBy: data.owner,
  head: null,
  live: null,
  preview: null,
  openBuilds: [],
  hosts: [],
});

/** What shows in the chat alone, but for its being the last change. */
const CHAT_ONLY = [
  'BuildStopRequested',
  'BuildReworded',
  'BuildMoved',
  'QuestionAsked',
  'QuestionAnswered',
  'QuestionFailed',
] as const satisfies readonly Change['type'][];
type ChatOnly = Extract<Change, { type: (typeof CHAT_ONLY)[number] }>;
const isChatOnly = (event: Change): event is ChatOnly => CHAT_ONLY.some((type) => type === event.type);

const changed = (row: SiteRow, event: Exclude<Change, ChatOnly | OfVersion>): SiteRow => {
  switch (event.type) {
    case 'SiteRenamed':
      return { ...row, name: event.data.name, nameKey: folded(event.data.name) };
    case 'SiteDisabled':
      return { ...row, state: 'disabled' };
    case 'SiteEnabled':
      return { ...row, state: 'enabled' };
    case 'SiteLiveLocked':
      return { ...row, liveLock: lockOf(event) };
    case 'SiteLiveUnlocked':
      return { ...row, liveLock: null };
    case 'BuildRequested':
      return {
        ...row,
        openBuilds: [...row.openBuilds, { build: event.data.build, by: event.data.by, state: 'waiting' }],
      };
    case 'BuildStarted':
      return withBuild(row, event.data.build, 'running');
    case 'BuildClarificationAsked':
      return withBuild(row, event.data.build, 'clarifying');
    case 'BuildClarified':
      return withBuild(row, event.data.build, 'waiting');
    case 'BuildSucceeded':
      return { ...without(row, event.data.build), head: event.data.version, preview: previewOf(row, event) };
    case 'BuildDeclined':
    case 'BuildRejected':
    case 'BuildFailed':
    case 'BuildCancelled':
      return without(row, event.data.build);
    case 'VersionPromoted':
      return { ...row, [event.data.target]: promoted(event) };
  }
};

/** What is said of a version changes nothing of its site but when something happened last. */
const OF_VERSION = [
  'VersionNoted',
  'VersionStarred',
  'VersionUnstarred',
  'VersionPinned',
  'VersionUnpinned',
  'VersionDeleted',
] as const;
type OfVersion = Extract<Change, { type: (typeof OF_VERSION)[number] }>;
const isOfVersion = (event: Change): event is OfVersion => OF_VERSION.some((type) => type === event.type);

const lockOf = ({ data: { by, at, reason } }: Locked): StoredLock => ({ by, at: instant(at), reason });

/** Who did the last thing, what and when; the work of a runner counts for the person who asked for the build. */
const stamp = (next: SiteRow, before: SiteRow, { type, data, meta }: Change): Partial<SiteRow> => ({
  changedAt: instant(data.at),
  changedPosition: meta.position,
  changedEvent: type,
  changedVersion: type !== 'BuildRequested' && 'version' in data ? data.version : null,
  changedBy: 'by' in data ? data.by : 'build' in data ? askedBy(before, data.build) : next.changedBy,
});

const askedBy = (row: SiteRow, build: string): string | null =>
  row.openBuilds.find((open) => open.build === build)?.by ?? null;

const withBuild = (row: SiteRow, build: string, state: OpenBuild['state']): SiteRow => ({
  ...row,
  openBuilds: row.openBuilds.map((open) => (open.build === build ? { ...open, state } : open)),
});

const without = (row: SiteRow, build: string): SiteRow => ({
  ...row,
  openBuilds: row.openBuilds.filter((open) => open.build !== build),
});

const previewOf = (row: SiteRow, { data, meta }: Extract<Change, { type: 'BuildSucceeded' }>): StoredPointer => ({
  version: data.version,
  digest: data.tree,
  at: instant(data.at),
  by: askedBy(row, data.build),
  position: meta.position,
});

const promoted = ({ data, meta }: Extract<Change, { type: 'VersionPromoted' }>): StoredPointer => ({
  version: data.version,
  digest: data.digest,
  at: instant(data.at),
  by: data.by,
  position: meta.position,
});

/** The newest word of each host on each pointer; a word on an older pointer event than the last one is late. */
const hostsAfter = (hosts: readonly StoredHostState[], { type, data }: Deployment): readonly StoredHostState[] => {
  const same = (state: StoredHostState): boolean => state.host === data.host && state.target === data.target;
  const last = hosts.find(same);
  if (last && last.position > data.position) return hosts;
  const { host, target, version, position } = data;
  const state: StoredHostState = {
    host,
    target,
    version,
    position,
    state: type === 'VersionDeployed' ? 'deployed' : 'failed',
    at: instant(data.at),
    reason: type === 'DeploymentFailed' ? data.reason : null,
  };
  const others = hosts.filter((other) => !same(other));
  return [...others, state].toSorted((a, b) => compare(a.host, b.host) || compare(a.target, b.target));
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

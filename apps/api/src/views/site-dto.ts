import { type Pointer, pointerState, type SiteView as Row } from '@pagewright/projections';
import { thumbnailUrl } from './picture-urls.ts';
import type { SiteView } from './views.ts';

export interface SiteAddresses {
  readonly domain: string;
  readonly port: number;
  readonly expectedHosts: readonly string[];
}

export const siteDto = (row: Row, addresses: SiteAddresses): SiteView => ({
  id: row.id,
  name: row.name,
  fqdn: row.fqdn,
  role: 'owner',
  state: row.state,
  liveLocked: row.liveLock !== null,
  liveLock: row.liveLock,
  createdAt: row.createdAt,
  lastChange: { at: row.lastChange.at, what: inWords(row.lastChange), by: row.lastChange.by },
  head: row.head,
  live: row.live && pointerDto(row.live, addresses.expectedHosts),
  preview: row.preview && pointerDto(row.preview, addresses.expectedHosts),
  builds: row.builds,
  thumbnail: row.picture && thumbnailUrl(row.id, row.picture.version, row.picture.digest),
  urls: {
    live: address(row.fqdn, addresses),
    preview: address(`preview--${row.key}.${addresses.domain}`, addresses),
    version: address(`v{version}--${row.key}.${addresses.domain}`, addresses),
    edit: address(`edit-v{version}-{run}--${row.key}.${addresses.domain}`, addresses),
  },
});

/** Address of one version of a site, on an origin of its own. */
export const versionUrl = (key: string, version: number, addresses: SiteAddresses): string =>
  address(`v${version}--${key}.${addresses.domain}`, addresses);

const address = (name: string, { domain, port }: SiteAddresses): string => {
  const local = domain === 'localhost' || domain.endsWith('.localhost');
  const scheme = local || (port !== 443 && port !== 0) ? 'http' : 'https';
  const shown = (scheme === 'http' && port === 80) || (scheme === 'https' && port === 443) ? '' : `:${port}`;
  return `${scheme}://${name}${shown}/`;
};

const pointerDto = (pointer: Pointer, expectedHosts: readonly string[]) => {
  const { version, digest, at, by } = pointer;
  return { version, digest, at, by, ...pointerState(pointer, expectedHosts) };
};

const WORDS: Readonly<Record<string, string>> = {
  SiteCreated: 'Created',
  SiteRenamed: 'Renamed',
  SiteDisabled: 'Switched off',
  SiteEnabled: 'Switched on',
  SiteLiveLocked: 'Live locked',
  SiteLiveUnlocked: 'Live unlocked',
  BuildRequested: 'Change asked for',
  BuildStarted: 'Change being made',
  BuildSucceeded: 'made',
  BuildDeclined: 'Change declined',
  BuildClarificationAsked: 'Question asked',
  BuildClarified: 'Question answered',
  BuildRejected: 'Change refused by its checks',
  BuildFailed: 'Change failed',
  BuildStopRequested: 'Change being stopped',
  BuildCancelled: 'Change stopped',
  BuildReworded: 'Waiting change reworded',
  BuildMoved: 'Waiting change moved',
  QuestionAsked: 'Question asked of the site',
  QuestionAnswered: 'Question about the site answered',
  QuestionFailed: 'Question about the site left unanswered',
  VersionPromoted: 'put in place',
  VersionNoted: 'noted',
  VersionStarred: 'starred',
  VersionUnstarred: 'no longer starred',
  VersionPinned: 'pinned',
  VersionUnpinned: 'no longer pinned',
  VersionDeleted: 'deleted',
};

const inWords = ({ event, version }: Row['lastChange']): string => {
  const words = WORDS[event] ?? event;
  return version === null ? words : `Version ${version} ${words}`;
};

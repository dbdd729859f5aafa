import type { SiteEvent } from '../events/site-events.ts';
import { knownVersion } from './pointers.ts';
import type { Deciding, Evolving, SiteCommandData } from './rules.ts';
import type { ExistingSite, Version } from './site.ts';

type Mark = SiteCommandData['StarVersion'];
type MarkEvent = 'VersionStarred' | 'VersionUnstarred' | 'VersionPinned' | 'VersionUnpinned';

/** Nothing where the mark is so already. */
const marked = (
  type: MarkEvent,
  { site: id, now: at, by, version }: Mark,
  site: ExistingSite,
  isSo: (known: Version) => boolean,
): readonly SiteEvent[] => (isSo(knownVersion(site, version)) ? [] : [{ type, data: { site: id, at, version, by } }]);

/** What people say of a version: a note, a star, a pin. None of it changes what is served. */
export const markingRules: Deciding<'NoteVersion' | 'StarVersion' | 'UnstarVersion' | 'PinVersion' | 'UnpinVersion'> = {
  // Two sealed texts cannot be compared, so only taking away what is not there is nothing.
  NoteVersion: ({ site: id, now: at, by, version, note }, site) =>
    knownVersion(site, version).note === null && note === null
      ? []
      : [{ type: 'VersionNoted', data: { site: id, at, version, by, note } }],
  StarVersion: (mark, site) => marked('VersionStarred', mark, site, ({ starred }) => starred),
  UnstarVersion: (mark, site) => marked('VersionUnstarred', mark, site, ({ starred }) => !starred),
  PinVersion: (mark, site) => marked('VersionPinned', mark, site, ({ pinned }) => pinned),
  UnpinVersion: (mark, site) => marked('VersionUnpinned', mark, site, ({ pinned }) => !pinned),
};

export const markingEvolving: Evolving<'VersionNoted' | MarkEvent> = {
  VersionNoted: (site, { version, note }) => withVersion(site, version, { note }),
  VersionStarred: (site, { version }) => withVersion(site, version, { starred: true }),
  VersionUnstarred: (site, { version }) => withVersion(site, version, { starred: false }),
  VersionPinned: (site, { version }) => withVersion(site, version, { pinned: true }),
  VersionUnpinned: (site, { version }) => withVersion(site, version, { pinned: false }),
};

/** The site with something else said of one of its versions. */
export const withVersion = (site: ExistingSite, version: number, change: Partial<Version>): ExistingSite => {
  const known = site.versions[version - 1];
  return known ? { ...site, versions: site.versions.with(version - 1, { ...known, ...change }) } : site;
};

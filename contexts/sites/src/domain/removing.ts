import { withVersion } from './marking.ts';
import { knownVersion } from './pointers.ts';
import { headNumber } from './queries.ts';
import { refusal } from './refusals.ts';
import type { Deciding, Evolving } from './rules.ts';
import type { ExistingSite, OpenBuild, Version } from './site.ts';

/** A version goes for good, unless something still needs it. Its number is never used again. */
export const removingRules: Deciding<'DeleteVersion'> = {
  DeleteVersion: ({ site: id, now: at, by, version }, site) => {
    const known = knownVersion(site, version);
    const kept = keptBy(site, known);
    if (kept) {
      throw refusal('version-kept', `Version ${version} of site ${site.name} ${kept.why}`, { version, by: kept.by });
    }
    const { tree, artifact } = known;
    return [{ type: 'VersionDeleted', data: { site: id, at, version, by, tree, artifact } }];
  },
};

export const removingEvolving: Evolving<'VersionDeleted'> = {
  VersionDeleted: (site, { version, by, at }) =>
    withVersion(site, version, { note: null, starred: false, deleted: { by, at } }),
};

export interface Keeper {
  readonly by: 'live' | 'preview' | 'head' | 'pin' | 'build';
  /** What keeps it and what to do about it, to follow "Version 3 of site Docs". */
  readonly why: string;
}

/** What keeps a version from being deleted, null when nothing does. */
export const keptBy = (site: ExistingSite, { version, pinned }: Version): Keeper | null => {
  if (site.live?.version === version) return { by: 'live', why: 'is live; publish another version first' };
  if (site.preview?.version === version) return { by: 'preview', why: 'is the preview; move the preview first' };
  if (headNumber(site) === version) return { by: 'head', why: 'is the newest, and the next change begins with it' };
  if (pinned) return { by: 'pin', why: 'is pinned; take the pin out first' };
  const build = openBuilds(site).find((open) => needs(open, version, site));
  return build ? { by: 'build', why: `is needed by build ${build.build}; wait until that has ended` } : null;
};

const openBuilds = ({ running, waiting, clarifying }: ExistingSite): readonly OpenBuild[] => [
  ...(running ? [running] : []),
  ...waiting,
  ...clarifying,
];

/** An undo merges with the version before the one that it undoes, so that one is needed too. */
const needs = (open: OpenBuild, version: number, site: ExistingSite): boolean =>
  open.version === version ||
  (open.version !== null && open.kind === 'undo' && site.versions[open.version - 1]?.parent === version) ||
  (site.running?.build === open.build && site.running.sourceVersion === version);

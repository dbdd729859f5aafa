import { ended } from './ending.ts';
import { openBuildOf, versionOf } from './queries.ts';
import { refusal } from './refusals.ts';
import type { Deciding, Evolving, SiteCommandData } from './rules.ts';
import type { ExistingSite, Version } from './site.ts';

/** Promote and roll back: a pointer moves, nothing is built. */
export const pointerRules: Deciding<'PromoteVersion'> = {
  PromoteVersion: (command, site) => {
    const { version, target, by, reason, now: at } = command;
    const promoted = knownVersion(site, version);
    if (target === 'live') checkLiveIsOpen(site);
    checkExpected(command, site);
    const previous = site[target]?.version ?? null;
    if (previous === version) return [];
    const moved = { version, digest: promoted.tree, target, previous, by, reason };
    return [{ type: 'VersionPromoted', data: { site: site.site, at, ...moved } }];
  },
};

/** @throws Refusal `unknown-version` | `version-deleted` */
export const knownVersion = (site: ExistingSite, version: number): Version => {
  const known = versionOf(site, version);
  if (known) return known;
  const gone = site.versions[version - 1]?.deleted;
  if (gone) {
    throw refusal('version-deleted', `Version ${version} of site ${site.name} was deleted; choose another version`, {
      version,
      ...gone,
    });
  }
  throw refusal('unknown-version', `Site ${site.name} has no version ${version}; look at its list of versions`, {
    version,
  });
};

const checkLiveIsOpen = (site: ExistingSite): void => {
  if (site.serving === 'disabled') {
    throw refusal('site-disabled', `Site ${site.name} is disabled; enable it before publishing`);
  }
  if (site.liveLock) {
    const { by, at, reason } = site.liveLock;
    throw refusal('live-locked', `What is live on site ${site.name} is locked; unlock it before publishing`, {
      by,
      at,
      reason,
    });
  }
};

const checkExpected = ({ target, expectedCurrent }: SiteCommandData['PromoteVersion'], site: ExistingSite): void => {
  const pointer = site[target];
  const current = pointer?.version ?? 0;
  if (expectedCurrent === undefined || expectedCurrent === current) return;
  throw refusal(
    'moved-meanwhile',
    `Meanwhile ${pointer ? `version ${current}` : 'nothing'} is the ${target} one on site ${site.name}; look at it, then decide again`,
    { current, by: pointer?.by ?? null, at: pointer?.at ?? null, reason: pointer?.reason ?? null },
  );
};

const UNMARKED = { note: null, starred: false, pinned: false, deleted: null } as const;

/** `BuildSucceeded` is a pointer event too: the new head is what preview shows. */
export const pointerEvolving: Evolving<'BuildSucceeded' | 'VersionPromoted'> = {
  BuildSucceeded: (site, { build, at, version, parent, tree, artifact, manifest, counts }) => {
    const by = openBuildOf(site, build)?.by ?? site.owner;
    return {
      ...ended(site, build, 'succeeded'),
      versions: [
        ...site.versions,
        { version, parent, build, by, at, tree, artifact, manifest, counts, check: null, ...UNMARKED },
      ],
      preview: { version, by, at, reason: null },
    };
  },

  VersionPromoted: (site, { version, target, by, at, reason }) => ({
    ...site,
    [target]: { version, by, at, reason },
  }),
};

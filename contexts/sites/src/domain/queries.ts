import type { BuildId, VersionNumber } from '../events/words.ts';
import type { BuildState, ExistingSite, OpenBuild, Version } from './site.ts';

/** The newest version: what the next build starts from; null before the first import has ended. */
export const headOf = (site: ExistingSite): Version | null => site.versions.at(-1) ?? null;

export const headNumber = (site: ExistingSite): VersionNumber | null => headOf(site)?.version ?? null;

/** A version that can still be asked for; undefined for one that never was, and for one that was deleted. */
export const versionOf = (site: ExistingSite, version: number): Version | undefined => {
  const known = site.versions[version - 1];
  return known?.deleted === null ? known : undefined;
};

/** Nothing waits or runs; a build that waits for an answer does not count. */
export const isIdle = (site: ExistingSite): boolean => site.running === null && site.waiting.length === 0;

/** A build that has not ended, wherever it stands. */
export const openBuildOf = (site: ExistingSite, build: BuildId): OpenBuild | undefined =>
  site.running?.build === build
    ? site.running
    : [...site.waiting, ...site.clarifying].find((candidate) => candidate.build === build);

/** State of a build of this site, undefined when there never was one of this id. */
export const buildStateOf = (site: ExistingSite, build: BuildId): BuildState | undefined => {
  if (site.running?.build === build) return site.running.state;
  if (site.waiting.some((candidate) => candidate.build === build)) return 'waiting';
  if (site.clarifying.some((candidate) => candidate.build === build)) return 'clarifying';
  return site.ended.find((candidate) => candidate.build === build)?.state;
};

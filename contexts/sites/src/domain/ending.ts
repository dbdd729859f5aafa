import type { BuildId } from '../events/words.ts';
import { openBuildOf } from './queries.ts';
import type { Evolving } from './rules.ts';
import type { ExistingSite, FinalState, OpenBuild } from './site.ts';

/** The site with the build taken from wherever it stands. */
export const without = (site: ExistingSite, build: BuildId): ExistingSite => ({
  ...site,
  running: site.running?.build === build ? null : site.running,
  waiting: remove(site.waiting, build),
  clarifying: remove(site.clarifying, build),
});

/** The build as it waits: without what belonged to its attempt. */
export const withoutAttempt = (open: OpenBuild): OpenBuild => {
  const { build, kind, by, agent, prompt, source, version, choices, edits, front, retryOf, picks, attachments } = open;
  const order = { build, kind, by, agent, prompt, source, version, choices, edits, front, retryOf, picks, attachments };
  return {
    ...order,
    attempt: open.attempt,
    tries: open.tries,
    rounds: open.rounds,
    cause: open.cause,
    since: open.since,
  };
};

/** The site with the build ended; what has ended stays as it ended. */
export const ended = (site: ExistingSite, build: BuildId, state: FinalState, moved?: OpenBuild): ExistingSite => {
  if (!openBuildOf(site, build)) return site;
  const rest = without(site, build);
  return { ...rest, ended: [...rest.ended, { build, state, moved: moved ? withoutAttempt(moved) : null }] };
};

/** All ends but success, which makes a version. */
export const endingEvolving: Evolving<'BuildDeclined' | 'BuildRejected' | 'BuildFailed' | 'BuildCancelled'> = {
  BuildDeclined: (site, { build }) => ended(site, build, 'declined'),
  BuildRejected: (site, { build }) => ended(site, build, 'rejected'),
  BuildFailed: (site, { build, reason }) =>
    ended(site, build, 'failed', reason === 'source-moved' ? openBuildOf(site, build) : undefined),
  BuildCancelled: (site, { build }) => ended(site, build, 'cancelled'),
};

const remove = (builds: readonly OpenBuild[], build: BuildId): readonly OpenBuild[] =>
  builds.some((candidate) => candidate.build === build)
    ? builds.filter((candidate) => candidate.build !== build)
    : builds;

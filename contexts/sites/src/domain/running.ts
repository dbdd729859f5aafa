import type { Caused } from '@pagewright/kernel';
import type { SiteEvent } from '../events/site-events.ts';
import { without, withoutAttempt } from './ending.ts';
import { headNumber, openBuildOf } from './queries.ts';
import { refusal } from './refusals.ts';
import type { Deciding, Evolving, SiteCommandData } from './rules.ts';
import type { ExistingSite, OpenBuild, RunningBuild } from './site.ts';

type StartNextBuild = SiteCommandData['StartNextBuild'];

/**
 * Whoever asks holds the site's lock, so a build that still runs was left by a dead holder, or by the same one whose
 * worker died: it is ended or tried again before any other. Nothing left to start gives no `BuildStarted`.
 */
export const runningRules: Deciding<'StartNextBuild'> = {
  StartNextBuild: (command, site) => {
    if (command.fencingToken < site.lastToken) {
      throw refusal(
        'stale-token',
        `Site ${site.name} was taken by another runner; take its lock again before starting a build`,
        { fencingToken: command.fencingToken, lastToken: site.lastToken },
      );
    }
    const left = site.running;
    if (left?.state === 'running' && left.tries < command.maxAttempts) return [started(command, site, left)];
    return [...(left ? [endOf(left, command)] : []), ...startOldest(command, site)];
  },
};

export const runningEvolving: Evolving<'BuildStarted'> = {
  BuildStarted: (site, { build, attempt, fencingToken, runnerId, sourceVersion }) => {
    const lastToken = Math.max(site.lastToken, fencingToken);
    const open = openBuildOf(site, build);
    if (!open) return { ...site, lastToken };
    const begun = { attempt, tries: open.tries + 1, runnerId, fencingToken, sourceVersion };
    return {
      ...without(site, build),
      running: { ...withoutAttempt(open), state: 'running', ...begun },
      lastToken,
    };
  },
};

const endOf = (left: RunningBuild, { site, now, failureMessage }: StartNextBuild): Caused<SiteEvent> => {
  const { build, attempt, fencingToken } = left;
  return left.state === 'stopping'
    ? {
        ...because(left.cause),
        type: 'BuildCancelled',
        data: { site, at: now, build, by: left.stoppedBy, attempt, partial: null, activity: null },
      }
    : {
        ...because(left.cause),
        type: 'BuildFailed',
        data: {
          site,
          at: now,
          build,
          attempt,
          fencingToken,
          reason: 'attempts',
          message: failureMessage,
          activity: null,
        },
      };
};

/** Where the import of the first version failed, all that waits for a version to change fails with it. */
const startOldest = (command: StartNextBuild, site: ExistingSite): readonly Caused<SiteEvent>[] => {
  const { now: at } = command;
  const hasSource = ({ kind }: OpenBuild): boolean => kind === 'import' || headNumber(site) !== null;
  const next = site.waiting.find(hasSource);
  const unstartable = next ? site.waiting.slice(0, site.waiting.indexOf(next)) : site.waiting;
  return [
    ...unstartable.map(({ build, attempt, cause }): Caused<SiteEvent> => ({
      ...because(cause),
      type: 'BuildFailed',
      data: {
        site: site.site,
        at,
        build,
        attempt,
        fencingToken: null,
        reason: 'source-missing',
        message: null,
        activity: null,
      },
    })),
    ...(next ? [started(command, site, next)] : []),
  ];
};

const started = (
  command: StartNextBuild,
  site: ExistingSite,
  { build, attempt, cause }: OpenBuild,
): Caused<SiteEvent> => ({
  ...because(cause),
  type: 'BuildStarted',
  data: {
    site: command.site,
    at: command.now,
    build,
    attempt: attempt + 1,
    fencingToken: command.fencingToken,
    runnerId: command.runnerId,
    sourceVersion: headNumber(site),
  },
});

/** The runner's command is about the site; each of its events follows from the build that it is about. */
const because = (cause: OpenBuild['cause']): Pick<Caused, 'cause'> => (cause === null ? {} : { cause });

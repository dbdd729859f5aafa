import type { SiteEvent } from '../events/site-events.ts';
import type { BuildId, Token } from '../events/words.ts';
import { headNumber, headOf, versionOf } from './queries.ts';
import { refusal } from './refusals.ts';
import type { Deciding, SiteCommandData } from './rules.ts';
import type { ExistingSite, RunningBuild } from './site.ts';

interface Report {
  readonly build: BuildId;
  readonly attempt: number;
  readonly fencingToken: Token;
}

/** How an attempt ends, as its runner tells it. Whatever is not of the running attempt changes nothing. */
export const reportRules: Deciding<'CompleteBuild' | 'DeclineBuild' | 'RejectBuild' | 'FailBuild'> = {
  CompleteBuild: (report, site) => {
    const running = unstopped(report, site);
    const { now: at, build, attempt, fencingToken, activity } = report;
    if (headNumber(site) !== running.sourceVersion) {
      const moved = { reason: 'source-moved' as const, message: null, activity };
      return [{ type: 'BuildFailed', data: { site: site.site, at, build, attempt, fencingToken, ...moved } }];
    }
    checkTree(report, running, site);
    return [succeeded(report, site)];
  },

  DeclineBuild: (report, site) => {
    unstopped(report, site);
    const { site: id, now: at, build, attempt, fencingToken, message, suggestions, activity } = report;
    const said = { message, suggestions: [...suggestions], activity };
    return [{ type: 'BuildDeclined', data: { site: id, at, build, attempt, fencingToken, ...said } }];
  },

  RejectBuild: (report, site) => {
    unstopped(report, site);
    const { site: id, now: at, build, attempt, fencingToken, reason, findings, message, activity } = report;
    const found = { reason, findings, message, activity };
    return [{ type: 'BuildRejected', data: { site: id, at, build, attempt, fencingToken, ...found } }];
  },

  FailBuild: (report, site) => {
    unstopped(report, site);
    const { site: id, now: at, build, attempt, fencingToken, reason, message, activity } = report;
    return [{ type: 'BuildFailed', data: { site: id, at, build, attempt, fencingToken, reason, message, activity } }];
  },
};

/** The running attempt that the report is of. @throws Refusal `stale-attempt` */
export const reporting = ({ build, attempt, fencingToken }: Report, site: ExistingSite): RunningBuild => {
  const { running } = site;
  if (running?.build === build && running.attempt === attempt && running.fencingToken === fencingToken) return running;
  throw refusal(
    'stale-attempt',
    `Attempt ${attempt} of build ${build} does not run on site ${site.name}; nothing was changed, drop its result`,
    { build, attempt, fencingToken },
  );
};

/** Once a stop was asked for, nothing but the stop is reported. @throws Refusal `stale-attempt` | `stop-requested` */
export const unstopped = (report: Report, site: ExistingSite): RunningBuild => {
  const running = reporting(report, site);
  if (running.state === 'running') return running;
  throw refusal(
    'stop-requested',
    `Build ${running.build} of site ${site.name} was asked to stop; end its worker, then confirm that it is cancelled`,
    { build: running.build, by: running.stoppedBy },
  );
};

const checkTree = (report: SiteCommandData['CompleteBuild'], running: RunningBuild, site: ExistingSite): void => {
  const { kind, build, version } = running;
  if ((kind === 'prompt' || kind === 'visual' || kind === 'undo') && headOf(site)?.tree === report.tree) {
    throw refusal('no-change', `Build ${build} changed no file of site ${site.name}; report that it was declined`);
  }
  if (kind === 'restore' && (version === null || versionOf(site, version)?.tree !== report.tree)) {
    throw refusal('wrong-tree', `Build ${build} must bring back the very files of version ${version}; send those`, {
      version,
    });
  }
};

const succeeded = (report: SiteCommandData['CompleteBuild'], site: ExistingSite): SiteEvent => {
  const { build, attempt, fencingToken, tree, artifact, manifest, counts, summary, activity } = report;
  return {
    type: 'BuildSucceeded',
    data: {
      site: site.site,
      at: report.now,
      build,
      attempt,
      fencingToken,
      ...nextVersion(site),
      tree,
      artifact,
      manifest,
      counts,
      summary,
      activity,
    },
  };
};

/** The number that the next head gets, and the one it follows. */
export const nextVersion = (site: ExistingSite) => ({
  version: (site.versions.length + 1) as NonNullable<ReturnType<typeof headNumber>>,
  parent: headNumber(site),
});

import type { SiteEvent } from '../events/site-events.ts';
import { buildStateOf, openBuildOf } from './queries.ts';
import { refusal } from './refusals.ts';
import { reporting } from './reports.ts';
import type { Deciding, Evolving } from './rules.ts';

/** In two steps where a worker lives: the wish, and, once it is known dead, the end. */
export const stoppingRules: Deciding<'CancelBuild' | 'ConfirmCancelled'> = {
  CancelBuild: ({ site: id, now: at, by, build }, site): readonly SiteEvent[] => {
    const state = buildStateOf(site, build);
    const open = openBuildOf(site, build);
    if (!state) throw refusal('unknown-build', `Site ${site.name} has no build ${build}; look at its list of builds`);
    if (!open) {
      throw refusal('build-ended', `Build ${build} of site ${site.name} has ended; there is nothing to cancel`, {
        build,
        state,
      });
    }
    if (state === 'stopping') return [];
    if (state === 'running') return [{ type: 'BuildStopRequested', data: { site: id, at, build, by } }];
    const { attempt } = open;
    return [{ type: 'BuildCancelled', data: { site: id, at, build, by, attempt, partial: null, activity: null } }];
  },

  ConfirmCancelled: (report, site) => {
    const running = reporting(report, site);
    if (running.state !== 'stopping') {
      throw refusal('not-stopping', `Nobody asked build ${running.build} of site ${site.name} to stop; let it go on`);
    }
    const { now: at, build, attempt, partial, activity } = report;
    const by = running.stoppedBy;
    return [{ type: 'BuildCancelled', data: { site: site.site, at, build, by, attempt, partial, activity } }];
  },
};

export const stoppingEvolving: Evolving<'BuildStopRequested'> = {
  BuildStopRequested: (site, { build, by }) =>
    site.running?.build === build ? { ...site, running: { ...site.running, state: 'stopping', stoppedBy: by } } : site,
};

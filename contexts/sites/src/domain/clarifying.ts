import type { SiteEvent } from '../events/site-events.ts';
import { without, withoutAttempt } from './ending.ts';
import { buildStateOf, openBuildOf } from './queries.ts';
import { refusal } from './refusals.ts';
import { unstopped } from './reports.ts';
import type { Deciding, Evolving } from './rules.ts';

/** A question ends the attempt and lets later builds go on; its answer puts the build before all that wait. */
export const clarifyingRules: Deciding<'AskClarification' | 'ClarifyBuild' | 'ExpireClarification'> = {
  AskClarification: (report, site) => {
    unstopped(report, site);
    const { now: at, build, attempt, fencingToken, question, choices, activity } = report;
    const asked = { question, choices: [...choices], activity };
    return [{ type: 'BuildClarificationAsked', data: { site: site.site, at, build, attempt, fencingToken, ...asked } }];
  },

  ClarifyBuild: ({ site: id, now: at, by, build, answer }, site) => {
    const state = buildStateOf(site, build);
    if (state === 'clarifying') return [{ type: 'BuildClarified', data: { site: id, at, build, by, answer } }];
    if (!state) throw refusal('unknown-build', `Site ${site.name} has no build ${build}; look at its list of builds`);
    throw refusal(
      'not-clarifying',
      `Build ${build} of site ${site.name} asks nothing now; send a new request instead`,
      {
        build,
        state,
      },
    );
  },

  ExpireClarification: ({ site: id, now: at, build, attempt }, site): readonly SiteEvent[] => {
    const asked = site.clarifying.find((candidate) => candidate.build === build);
    if (asked?.attempt !== attempt) return [];
    const unanswered = { fencingToken: null, reason: 'unanswered' as const, message: null, activity: null };
    return [{ type: 'BuildFailed', data: { site: id, at, build, attempt, ...unanswered } }];
  },
};

export const clarifyingEvolving: Evolving<'BuildClarificationAsked' | 'BuildClarified'> = {
  BuildClarificationAsked: (site, { build, question, choices }) => {
    const open = openBuildOf(site, build);
    if (!open) return site;
    const rounds = [...open.rounds, { question, choices, answer: null }];
    const rest = without(site, build);
    return { ...rest, clarifying: [...rest.clarifying, { ...withoutAttempt(open), rounds }] };
  },

  BuildClarified: (site, { build, by, answer, at: since }, follow) => {
    const open = openBuildOf(site, build);
    if (!open) return site;
    const last = open.rounds.at(-1);
    const answered = last ? [{ ...last, answer: { text: answer, by } }] : [];
    const rest = without(site, build);
    // One thread from the wish to what came of it, whatever was asked in between.
    const cause = follow && { ...follow, correlationId: open.cause?.correlationId ?? follow.correlationId };
    const clarified = { ...open, tries: 0, rounds: [...open.rounds.slice(0, -1), ...answered], cause, since };
    return { ...rest, waiting: [clarified, ...rest.waiting] };
  },
};

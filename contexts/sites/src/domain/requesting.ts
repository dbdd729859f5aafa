import { buildStateOf, headNumber } from './queries.ts';
import { refusal } from './refusals.ts';
import type { Deciding, Evolving } from './rules.ts';
import type { ExistingSite } from './site.ts';

/**
 * Most builds of one site that have not ended. Deleting a site ends them all in one append, which holds 500 events;
 * automatic repeats come on top.
 */
export const MAX_OPEN_BUILDS = 400;

export const requestingRules: Deciding<'RequestBuild' | 'RequestBuildAgain'> = {
  RequestBuild: ({ site, now, build, by, kind, agent, prompt, edits, retryOf, picks, attachments }, state) => {
    if (buildStateOf(state, build)) return [];
    if (retryOf !== null && !buildStateOf(state, retryOf)) {
      throw refusal('unknown-build', `Site ${state.name} has no build ${retryOf} to repeat; send the request anew`);
    }
    if (headNumber(state) === null && !importIsOpen(state)) {
      throw refusal(
        'no-version',
        `The first import of site ${state.name} did not end well, so there is nothing to change; create the site again`,
      );
    }
    if ((kind === 'visual') !== (edits !== null)) {
      throw refusal(
        'invalid-edits',
        'A visual build has edits, and no other build has any; send them with kind visual',
      );
    }
    checkRoom(state);
    return [
      {
        type: 'BuildRequested',
        data: {
          site,
          at: now,
          build,
          kind,
          by,
          agent,
          prompt,
          source: null,
          version: null,
          edits,
          choices: null,
          front: false,
          retryOf,
          picks,
          attachments: [...attachments],
        },
      },
    ];
  },

  // Once: a repeat whose source moves again is left to people.
  RequestBuildAgain: ({ site, now, build, retryOf }, state) => {
    const moved = state.ended.find((candidate) => candidate.build === retryOf)?.moved;
    if (!moved || moved.front || buildStateOf(state, build)) return [];
    const { kind, by, agent, prompt, source, version, choices, edits, picks, attachments } = moved;
    const order = { kind, by, agent, prompt, source, version, choices, edits, picks, attachments: [...attachments] };
    return [
      {
        type: 'BuildRequested',
        data: { site, at: now, build, ...order, front: true, retryOf },
      },
    ];
  },
};

/** @throws Refusal `too-many-builds` */
export const checkRoom = (site: ExistingSite): void => {
  if (site.waiting.length + site.clarifying.length >= MAX_OPEN_BUILDS) {
    throw refusal(
      'too-many-builds',
      `Site ${site.name} has ${MAX_OPEN_BUILDS} builds waiting; wait until some have ended, or cancel some`,
      { limit: MAX_OPEN_BUILDS },
    );
  }
};

export const requestingEvolving: Evolving<'BuildRequested'> = {
  BuildRequested: (site, { site: _site, at: since, ...order }, cause) => {
    const { front, retryOf } = order;
    // A repeat goes on with the conversation that its first try had.
    const rounds = front ? (site.ended.find((candidate) => candidate.build === retryOf)?.moved?.rounds ?? []) : [];
    const requested = { ...order, attempt: 0, tries: 0, rounds, cause, since };
    return { ...site, waiting: front ? [requested, ...site.waiting] : [...site.waiting, requested] };
  },
};

const importIsOpen = ({ running, waiting }: ExistingSite): boolean =>
  running?.kind === 'import' || waiting.some(({ kind }) => kind === 'import');

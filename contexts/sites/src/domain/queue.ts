import type { AccountRef, BuildId } from '../events/words.ts';
import { buildStateOf } from './queries.ts';
import { refusal } from './refusals.ts';
import type { Deciding, Evolving } from './rules.ts';
import type { ExistingSite, OpenBuild } from './site.ts';

/** What waits may still be said otherwise or wait elsewhere, until a runner takes it: then it is too late, and said so. */
export const queueRules: Deciding<'RewordBuild' | 'MoveBuild'> = {
  RewordBuild: ({ site: id, now: at, by, build, prompt }, site) => {
    const waits = waiting(site, build);
    checkRight(site, waits, by);
    if (waits.attempt > 0 || waits.rounds.length > 0) throw begun(site, build);
    if (waits.kind !== 'prompt') {
      throw refusal('no-change', `Build ${build} of site ${site.name} was asked for without words; cancel it instead`);
    }
    return [{ type: 'BuildReworded', data: { site: id, at, build, by, prompt } }];
  },

  MoveBuild: ({ site: id, now: at, by, build, before }, site) => {
    checkRight(site, waiting(site, build), by);
    if (before !== null && !site.waiting.some((open) => open.build === before)) {
      throw refusal(
        'queue-moved',
        `Build ${before} does not wait any more, so nothing can go before it; look at the queue again`,
        { build: before, state: buildStateOf(site, before) ?? null },
      );
    }
    const order = placed(site.waiting, build, before);
    if (order.every((open, index) => open.build === site.waiting[index]?.build)) return [];
    if (order.some(({ kind }, place) => kind === 'import' && place > 0)) {
      throw refusal('no-version', `Site ${site.name} has no files yet to change; what brings them in stays the first`);
    }
    return [{ type: 'BuildMoved', data: { site: id, at, build, by, before } }];
  },
};

export const queueEvolving: Evolving<'BuildReworded' | 'BuildMoved'> = {
  BuildReworded: (site, { build, prompt }) => ({
    ...site,
    waiting: site.waiting.map((open) => (open.build === build ? { ...open, prompt } : open)),
  }),
  BuildMoved: (site, { build, before }) => ({ ...site, waiting: placed(site.waiting, build, before) }),
};

/** The queue with one build taken out and put before another, or at the end. */
const placed = (queue: readonly OpenBuild[], build: BuildId, before: BuildId | null): readonly OpenBuild[] => {
  const own = queue.find((open) => open.build === build);
  if (!own || build === before) return queue;
  const others = queue.filter((open) => open.build !== build);
  const at = others.findIndex((open) => open.build === before);
  return others.toSpliced(at < 0 ? others.length : at, 0, own);
};

const waiting = (site: ExistingSite, build: BuildId): OpenBuild => {
  const found = site.waiting.find((open) => open.build === build);
  if (found) return found;
  const state = buildStateOf(site, build);
  if (!state) throw refusal('unknown-build', `Site ${site.name} has no build ${build}; look at its list of builds`);
  if (state === 'running' || state === 'stopping' || state === 'clarifying') throw begun(site, build);
  throw refusal('build-ended', `Build ${build} of site ${site.name} has ended; send a new request instead`, {
    build,
    state,
  });
};

const begun = (site: ExistingSite, build: BuildId) =>
  refusal(
    'build-started',
    `Build ${build} of site ${site.name} has begun, so its words and its place stay as they are; stop it or send another`,
    { build, state: buildStateOf(site, build) ?? null },
  );

/** @throws Refusal `not-yours` */
const checkRight = (site: ExistingSite, { build, by: author }: OpenBuild, by: AccountRef): void => {
  if (by === author || by === site.owner) return;
  throw refusal('not-yours', `Build ${build} was asked for by somebody else; its author or an owner can change it`, {
    build,
    by: author,
  });
};

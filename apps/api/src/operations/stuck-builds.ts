import type { Broker } from '@pagewright/broker';
import { BEGINNING, type LiveLock, type Recorded } from '@pagewright/kernel';
import { BUILD_QUEUE, type Site, siteDecider, type SiteEvent } from '@pagewright/sites';

/**
 * `holder-away`: a runner that is not ready holds its site. `holder-idle`: one that is ready does, and has begun nothing.
 * `forgotten`: nothing speaks of it.
 */
export type StuckCause = 'no-runner' | 'holder-away' | 'holder-idle' | 'at-work' | 'queued' | 'forgotten';

/** A build that has not ended for longer than it should take. */
export interface StuckBuild {
  readonly site: string;
  readonly build: string;
  readonly state: 'waiting' | 'running' | 'stopping';
  /** RFC 3339. */
  readonly since: string;
  /** For programs: what `reason` says in words. */
  readonly cause: StuckCause;
  readonly reason: string;
  /** What to do, as a sentence. */
  readonly next: string;
}

/** A build that has not ended; of a site where one runs, that one alone. */
export type OpenBuild = Pick<StuckBuild, 'site' | 'build' | 'state' | 'since'>;

interface Asked {
  /** Milliseconds. */
  readonly after: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

interface Surroundings {
  readonly lock: LiveLock | undefined;
  /** Ids of the runners that are ready. */
  readonly runners: ReadonlySet<string>;
  /** Items before the site's own in the queue; undefined where it has none there. */
  readonly ahead: number | undefined;
}

/** Asks for each of the builds that is late what holds it up. Nothing is changed. */
export const findStuckBuilds = async (
  open: readonly OpenBuild[],
  { locks, work }: Pick<Broker, 'locks' | 'work'>,
  { after, now }: Asked,
): Promise<readonly StuckBuild[]> => {
  const late = open.filter(({ since }) => now - Date.parse(since) >= after);
  if (late.length === 0) return [];
  const runners = new Set((await locks.list('runner')).map(({ holder }) => holder.owner));
  const ahead = await placesOf(work, new Set(late.map(({ site }) => site)));
  const held = new Map((await locks.list('site')).map((lock) => [lock.key, lock]));
  return late.map((build) => {
    const lock = held.get(`site.${build.site}`);
    return { ...build, ...diagnose(build, { lock, runners, ahead: ahead.get(build.site) }) };
  });
};

/** How many items are before each site's own; the queue is read only as far as the last of them. */
const placesOf = async (work: Broker['work'], sites: ReadonlySet<string>): Promise<ReadonlyMap<string, number>> => {
  const places = new Map<string, number>();
  let before = 0;
  for await (const { itemId } of work.waiting(BUILD_QUEUE)) {
    if (sites.has(itemId) && !places.has(itemId)) places.set(itemId, before);
    if (places.size === sites.size) break;
    before += 1;
  }
  return places;
};

/** From the log of all sites, read whole. */
export const openBuildsInLog = async (feed: Broker['feed'], signal: AbortSignal): Promise<readonly OpenBuild[]> => {
  const sites = new Map<string, Site>();
  const started = new Map<string, string>();
  const last = await feed.last();
  if (last === BEGINNING) return [];
  for await (const { events, position } of feed.subscribe({ after: BEGINNING, kinds: ['site'], signal })) {
    for (const event of events as readonly Recorded<SiteEvent>[]) {
      const { site } = event.data;
      sites.set(site, siteDecider.evolve(sites.get(site) ?? siteDecider.initialState(), event));
      if (event.type === 'BuildStarted') started.set(event.data.build, event.meta.time);
    }
    if (position >= last) break;
  }
  // A feed that is told to end does so without a word: half of the sites is no answer.
  signal.throwIfAborted();
  return [...sites.values()].flatMap((site): readonly OpenBuild[] => {
    if (site.status !== 'open') return [];
    const { running, waiting } = site;
    // What waits behind a build that runs waits for that one.
    if (running) {
      const { build, state, since } = running;
      return [{ site: site.site, build, state, since: started.get(build) ?? since }];
    }
    return waiting.map(({ build, since }) => ({ site: site.site, build, state: 'waiting', since }));
  });
};

/** Why a late build does not go on, from the likeliest of what can be seen from here. */
export const diagnose = (
  { site, state }: Pick<OpenBuild, 'site' | 'state'>,
  { lock, runners, ahead }: Surroundings,
): Pick<StuckBuild, 'cause' | 'reason' | 'next'> => {
  if (runners.size === 0) {
    return {
      cause: 'no-runner',
      reason: 'No runner is ready.',
      next: 'Start one, or look at its log and its /health/ready.',
    };
  }
  if (lock && !runners.has(lock.holder.owner)) {
    return {
      cause: 'holder-away',
      reason: `The site's lock is held by ${lock.holder.owner}, which is not among the runners that are ready.`,
      next: `It expires by itself if that runner is dead; if not: pagewright locks break ${site} --force`,
    };
  }
  if (lock && state === 'waiting') {
    return {
      cause: 'holder-idle',
      reason: `${lock.holder.owner} holds the site and has begun nothing.`,
      next: `Look at its log; then pagewright locks break ${site} --force`,
    };
  }
  if (lock) {
    return {
      cause: 'at-work',
      reason: `${lock.holder.owner} works on it.`,
      next: 'It ends by itself at PAGEWRIGHT_WORKER_TIMEOUT; stop it in the app if nobody waits for it.',
    };
  }
  if (ahead !== undefined) {
    return {
      cause: 'queued',
      reason: `Its site waits in the queue behind ${ahead} others.`,
      next: 'Start more runners, or raise PAGEWRIGHT_BUILDS.',
    };
  }
  return {
    cause: 'forgotten',
    reason: 'Nobody holds its site and nothing in the queue speaks of it.',
    next: `The hourly sweep will; at once: pagewright builds wake ${site}`,
  };
};

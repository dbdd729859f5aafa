import { type Aggregates, isRefusal, type Recorded } from '@pagewright/kernel';
import { isIdle, siteDecider, type SiteEvent, type SiteId, siteStream } from '@pagewright/sites';
import type { AttemptTools, Ended } from './attempt.ts';
import { runAttempt } from './run-attempt.ts';
import { type Tenure, TenureLost } from './tenure.ts';
import { OUT_OF_ATTEMPTS, sealIfPossible, sealing } from './words.ts';

export interface DrainOptions {
  readonly runnerId: string;
  readonly maxAttempts: number;
  /** The runner takes nothing new. */
  readonly draining: AbortSignal;
  /** The runner drops what it has. */
  readonly dropped: AbortSignal;
}

/**
 * `drained`: nothing waits here any more. `left`: something may wait, but this runner stops. `lost`: the lock went, and
 * with it the right to look. `behind`: the site knows a newer token than this lock's, so another runner came after us,
 * or the locks are older than the log.
 */
export type Drained = 'drained' | 'left' | 'lost' | 'behind';

const PAUSE_AFTER_FAULT_MS = 1_000;

/** Starts and runs one build after the other until nothing waits; which is next only the aggregate says. */
export const drainSite = async (tools: AttemptTools, tenure: Tenure, options: DrainOptions): Promise<Drained> => {
  const { runnerId, maxAttempts, draining, dropped } = options;
  const seal = sealing(tools.sealer, tenure.site);
  try {
    while (!draining.aborted && !dropped.aborted) {
      tenure.nextTurn();
      const failureMessage = await sealIfPossible(seal, OUT_OF_ATTEMPTS);
      const { events } = await tenure.send((now) => ({
        type: 'StartNextBuild',
        data: { site: tenure.site, now, runnerId, fencingToken: tenure.token, maxAttempts, failureMessage },
      }));
      const started = events.find(isStart);
      if (!started) return 'drained';
      const ended = await observed(tools, tenure, started, dropped);
      if (ended === 'lost') return dropped.aborted ? 'left' : 'lost';
    }
    return 'left';
  } catch (raw) {
    if (raw instanceof TenureLost) return 'lost';
    if (!isRefusal(raw)) throw raw;
    if (raw.code === 'stale-token') return 'behind';
    if (raw.code === 'site-deleted' || raw.code === 'unknown-site') return 'drained';
    throw raw;
  }
};

/** Whether builds wait at the site, or one that was left runs, as of the leader's head. */
export const hasWork = async (aggregates: Pick<Aggregates, 'read'>, site: SiteId): Promise<boolean> => {
  const { state } = await aggregates.read(siteStream(site), siteDecider);
  return state.status === 'open' && !isIdle(state);
};

type Started = Extract<Recorded<SiteEvent>, { type: 'BuildStarted' }>;

/** The events of a command to a site are the site's own. */
const isStart = (event: Recorded): event is Started => event.type === 'BuildStarted';

/** A fault that nobody foresaw costs the attempt, as if its worker had crashed, and never the site's other builds. */
const observed = async (
  tools: AttemptTools,
  tenure: Tenure,
  started: Started,
  dropped: AbortSignal,
): Promise<Ended> => {
  const { site, build, attempt } = started.data;
  const { correlationId, traceparent } = started.meta;
  const since = performance.now();
  tools.observe({ type: 'attempt-started', site, build, attempt, correlationId });
  const waited = tenure.takeWait();
  if (waited) {
    tools.watcher.note(
      { name: 'lock_wait', labels: {}, about: { site }, parent: traceparent },
      { ...waited, outcome: 'held' },
    );
  }
  const watched = {
    name: 'attempt',
    labels: {},
    about: { site, build, attempt, token: tenure.token, correlation: correlationId },
    parent: traceparent,
    outcomeOf: (how: Ended) => how,
  } as const;
  const how = await tools.watcher.watch(watched, () =>
    runAttempt(tools, tenure, started, dropped).catch(async (raw: unknown): Promise<Ended> => {
      if (raw instanceof TenureLost || tenure.lost.aborted) return 'lost';
      const sentence = `Build ${build}: ${raw instanceof Error ? raw.message : String(raw)}`;
      tools.observe({ type: 'warning', sentence });
      await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_FAULT_MS));
      return 'crashed';
    }),
  );
  const durationMs = Math.round(performance.now() - since);
  tools.observe({ type: 'attempt-ended', site, build, attempt, correlationId, how, durationMs });
  return how;
};

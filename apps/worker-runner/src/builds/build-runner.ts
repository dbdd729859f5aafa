import {
  type Aggregates,
  type Locks,
  type Running,
  type Scheduler,
  type WorkItem,
  type WorkQueue,
  type WorkVerdict,
} from '@pagewright/kernel';
import { BUILD_QUEUE, buildWork, type SiteId } from '@pagewright/sites';
import type { AttemptTools } from './attempt.ts';
import { LockWaits } from './lock-waits.ts';
import { drainSite, hasWork } from './drain-site.ts';
import type { SiteCommands } from './site-commands.ts';
import { Tenure } from './tenure.ts';

export interface BuildRunnerOptions {
  readonly runnerId: string;
  readonly commands: SiteCommands;
  readonly aggregates: Pick<Aggregates, 'read'>;
  readonly locks: Locks;
  readonly work: Pick<WorkQueue, 'consume'>;
  readonly scheduler: Pick<Scheduler, 'scheduleOnce'>;
  readonly tools: AttemptTools;
  /** Sites at the same time. */
  readonly concurrency: number;
  readonly maxAttempts: number;
  /** After this time a dead runner's lock is free. */
  readonly lockTtlMs: number;
}

/** A busy site is looked at again when its lock must be free, or later where much waits before it: in so many times that. */
const RETURNS = 4;

/**
 * Takes the sites that may have waiting builds from the queue, one item per site.
 *
 * *Locking*: the lock is free, go on; busy, a look at the site is scheduled for when it must be free, and the item is
 * done: no slot waits for a lock. *Draining*: builds run one after the other until none waits. *Looking again*: the
 * lock is given back, and the site is looked at once more, since a build may have come in between that met the lock;
 * if so, from the beginning. Only then the item is done.
 */
export const startBuildRunner = async (options: BuildRunnerOptions): Promise<Running> => {
  const { work, concurrency, tools } = options;
  const drain = new AbortController();
  const drop = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  const waits = new LockWaits(RETURNS * options.lockTtlMs);
  const consumer = await work.consume(BUILD_QUEUE, concurrency, (item) => {
    const stops = { draining: drain.signal, dropped: AbortSignal.any([drop.signal, item.signal]) };
    const turn = onSite({ ...options, waits }, item, stops);
    underWay.add(turn);
    void turn.catch(() => undefined).then(() => underWay.delete(turn));
    return turn;
  });
  // The queue drops what it has when its consumer ends by a fault, too.
  consumer.finished.catch((raw: unknown) => {
    tools.observe({ type: 'warning', sentence: `No more work is taken: ${raw instanceof Error ? raw.message : raw}` });
    drop.abort();
  });
  const gracefulShutdown = async (): Promise<void> => {
    drain.abort();
    await consumer.gracefulShutdown();
  };
  return {
    ready: consumer.ready,
    finished: consumer.finished,
    gracefulShutdown,
    forcefulShutdown: async () => {
      drain.abort();
      drop.abort();
      await consumer.forcefulShutdown();
      // The queue does not wait for what is dropped; its workers have to be dead before anything else goes.
      await Promise.allSettled(underWay);
    },
    [Symbol.asyncDispose]: gracefulShutdown,
  };
};

type Stops = { readonly draining: AbortSignal; readonly dropped: AbortSignal };

const DONE: WorkVerdict = { type: 'done' };

type Working = BuildRunnerOptions & { readonly waits: LockWaits };

const onSite = async (options: Working, item: WorkItem, stops: Stops): Promise<WorkVerdict> => {
  const body = buildWork.safeParse(item.body);
  if (!body.success) return { type: 'dead', reason: `Not a site's work: ${body.error.message}` };
  const { site } = body.data;
  while (!stops.draining.aborted && !stops.dropped.aborted) {
    const verdict = await underLock(options, site, stops);
    if (verdict) return verdict;
  }
  return { type: 'retry', delayMs: 0, reason: 'this runner stops' };
};

/** A verdict, or nothing when the site has to be looked at from the beginning. */
const underLock = async (
  { runnerId, commands, aggregates, locks, scheduler, tools, maxAttempts, lockTtlMs, waits }: Working,
  site: SiteId,
  stops: Stops,
): Promise<WorkVerdict | undefined> => {
  const { observe, now } = tools;
  waits.asked(site);
  const acquired = await locks.acquire(`site.${site}`, { owner: runnerId, purpose: `builds of site ${site}` });
  if (acquired.status === 'busy') {
    observe({ type: 'site-busy', site, holder: acquired.holder.owner });
    const at = new Date(now().getTime() + lockTtlMs);
    await scheduler.scheduleOnce({ queue: BUILD_QUEUE, id: site, at, body: { site } });
    return DONE;
  }
  const { lock } = acquired;
  const tenure = new Tenure({ site, lock, runnerId, commands, observe, now, waited: waits.granted(site) });
  const drained = await drainSite(tools, tenure, { runnerId, maxAttempts, ...stops }).finally(() => lock.release());
  switch (drained) {
    case 'drained':
      return (await hasWork(aggregates, site)) ? undefined : DONE;
    case 'left':
      return { type: 'retry', delayMs: 0, reason: 'this runner stops' };
    case 'lost':
      observe({ type: 'lock-lost', site, token: tenure.token });
      return undefined;
    case 'behind':
      return {
        type: 'retry',
        delayMs: lockTtlMs,
        reason: `Site ${site} knows a newer token than lock ${tenure.token}; if this goes on, run "pagewright locks reset"`,
      };
  }
};

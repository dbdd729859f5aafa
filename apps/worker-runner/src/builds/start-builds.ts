import type { ArtifactStore } from '@pagewright/artifacts';
import type {
  Activity,
  Aggregates,
  EventFeed,
  EventStore,
  Locks,
  Running,
  Scheduler,
  Sealer,
  WorkQueue,
} from '@pagewright/kernel';
import { UNWATCHED, type Watcher } from '@pagewright/kernel/adapters/telemetry';
import { openWorkerGateway } from '../gateway/worker-gateway.ts';
import type { Spawner } from '../spawners/spawner.ts';
import { watchedSpawner } from '../spawners/watched-spawner.ts';
import { openWorkerPool } from '../spawners/worker-pool.ts';
import { startBuildRunner } from './build-runner.ts';
import { newestTokenIn } from './newest-token.ts';
import { safely, type Observe } from './runner-events.ts';
import type { SiteCommands } from './site-commands.ts';
import { startStopWatch } from './stop-watch.ts';
import { checkLockTokens } from './token-check.ts';
import { createVerifier } from './verification/verifier.ts';
import { watchedVerifier } from './verification/watched-verifier.ts';

/** The ports of the kernel that builds need, as the broker or its memory gives them. */
export interface BuildPorts {
  readonly events: EventStore;
  readonly feed: EventFeed;
  readonly locks: Locks;
  readonly work: WorkQueue;
  readonly scheduler: Scheduler;
  readonly sealer: Sealer;
  readonly activity: Activity;
}

export interface BuildSettings {
  /** 1 to 64 of A–Z, a–z, 0–9, _ and -; another one for each runner that lives. */
  readonly runnerId: string;
  /** Names of agents that a build may ask for. */
  readonly agents: readonly string[];
  /** Sites at the same time. */
  readonly concurrency: number;
  readonly maxAttempts: number;
  /** All in milliseconds: of one attempt, of a worker that is asked to stop, of a lock, without the runner. */
  readonly longestMs: number;
  readonly killAfterMs: number;
  readonly lockTtlMs: number;
  readonly silenceMs: number;
  /** Workers that wait without a job. */
  readonly warmWorkers: number;
}

export interface BuildsOptions {
  readonly ports: BuildPorts;
  readonly aggregates: Aggregates;
  readonly commands: SiteCommands;
  readonly artifacts: ArtifactStore;
  readonly spawner: Spawner;
  readonly settings: BuildSettings;
  readonly observe?: Observe;
  readonly watcher?: Watcher;
  readonly now?: () => Date;
}

/**
 * Everything that builds need, started in order: what dead runners left is ended and the locks are checked before the
 * first work is taken. @throws LocksBehindLog
 */
export const startBuilds = async (options: BuildsOptions): Promise<Running> => {
  const { ports, aggregates, commands, artifacts, settings, now = () => new Date(), watcher = UNWATCHED } = options;
  const spawner = watchedSpawner(options.spawner, watcher);
  const observe = safely(options.observe ?? (() => undefined));
  const workers = await spawner.reap();
  if (workers > 0) observe({ type: 'reaped', workers });
  await checkLockTokens(ports.locks, newestTokenIn(ports.events));

  await using opened = new AsyncDisposableStack();
  const gateway = opened.use(await openWorkerGateway({ artifacts }));
  const verifier = watchedVerifier(opened.use(createVerifier()), watcher);
  const stops = await startStopWatch(ports.feed, (event) => aggregates.observe(event));
  opened.use(stops.running);
  const warn = (sentence: string): void => observe({ type: 'warning', sentence });
  const pool = opened.use(
    openWorkerPool({ spawner, gateway, warm: settings.warmWorkers, silence: settings.silenceMs, warn }),
  );
  const { activity, sealer, locks, work, scheduler } = ports;
  const { agents, longestMs, killAfterMs, runnerId, concurrency, maxAttempts, lockTtlMs } = settings;
  const tools = {
    aggregates,
    events: ports.events,
    artifacts,
    activity,
    sealer,
    pool,
    stops,
    verifier,
    agents,
    longestMs,
    killAfterMs,
    observe,
    watcher,
    now,
  };
  const limits = { concurrency, maxAttempts, lockTtlMs };
  const runner = await startBuildRunner({ runnerId, commands, aggregates, locks, work, scheduler, tools, ...limits });

  const rest = opened.move();
  const ended = async (stop: () => Promise<void>): Promise<void> => {
    await stop();
    await rest.disposeAsync();
  };
  const gracefulShutdown = (): Promise<void> => ended(() => runner.gracefulShutdown());
  return {
    ready: runner.ready,
    // Without the watch nobody could stop a build: its fault is the whole's.
    finished: Promise.all([runner.finished, stops.running.finished]).then(() => undefined),
    gracefulShutdown,
    forcefulShutdown: () => ended(() => runner.forcefulShutdown()),
    [Symbol.asyncDispose]: gracefulShutdown,
  };
};

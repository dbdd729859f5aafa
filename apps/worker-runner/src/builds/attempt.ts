import type { ArtifactStore } from '@pagewright/artifacts';
import type { Activity, Aggregates, EventStore, Recorded, Sealer } from '@pagewright/kernel';
import type { Watcher } from '@pagewright/kernel/adapters/telemetry';
import type { ExistingSite, RunningBuild, SiteEvent } from '@pagewright/sites';
import type { AgentUse, WorkerFinding } from '../../protocol/wire.ts';
import type { WorkerPool } from '../spawners/worker-pool.ts';
import type { Blob } from './activity-log.ts';
import type { Observe } from './runner-events.ts';
import type { StopWatch } from './stop-watch.ts';
import type { Tenure } from './tenure.ts';
import type { Verifier } from './verification/verifier.ts';

export interface AttemptTools {
  readonly aggregates: Pick<Aggregates, 'read'>;
  /** The log, for what a site's earlier builds were. */
  readonly events: Pick<EventStore, 'load'>;
  readonly artifacts: ArtifactStore;
  readonly activity: Activity;
  readonly sealer: Sealer;
  readonly pool: WorkerPool;
  readonly stops: Pick<StopWatch, 'watch'>;
  readonly verifier: Verifier;
  /** Names that a build may ask for. */
  readonly agents: readonly string[];
  readonly longestMs: number;
  /** Grace of a worker that is asked to stop. */
  readonly killAfterMs: number;
  readonly observe: Observe;
  readonly watcher: Watcher;
  readonly now: () => Date;
}

/** One attempt at one build, as its `BuildStarted` and the site of that moment tell it. */
export interface Attempt {
  readonly tenure: Tenure;
  readonly started: Extract<Recorded<SiteEvent>, { type: 'BuildStarted' }>;
  readonly site: ExistingSite;
  readonly build: RunningBuild;
  /** Aborts when a stop was asked for. */
  readonly stop: AbortSignal;
  /** Aborts when the runner drops what it has. */
  readonly dropped: AbortSignal;
}

/** How the work of an attempt came out, before anybody has looked at it. */
export type Outcome =
  | { readonly type: 'made'; readonly artifact: Blob; readonly summary: string; readonly agent: AgentUse | null }
  | { readonly type: 'declined'; readonly message: string; readonly suggestions: readonly string[] }
  | { readonly type: 'asked'; readonly question: string; readonly choices: readonly string[] }
  | {
      readonly type: 'rejected';
      readonly reason: 'checks' | 'unsafe-archive' | 'conflicts';
      readonly message: string;
      readonly findings: readonly WorkerFinding[];
    }
  | { readonly type: 'failed'; readonly reason: 'timeout' | 'agent' | 'source-missing'; readonly message: string }
  | { readonly type: 'stopped'; readonly partial: Blob | null };

/**
 * `ended`: an event ended it. `crashed`: none did, it is to be started again. `lost`: it is not ours any more, or the
 * runner drops it; nothing was or will be appended.
 */
export type Ended = 'ended' | 'crashed' | 'lost';

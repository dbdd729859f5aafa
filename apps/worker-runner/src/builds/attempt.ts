import { type ArtifactStore, digestOf } from '@pagewright/artifacts';
import type { Activity, Aggregates, Recorded, Sealer } from '@pagewright/kernel';
import {
  type ExistingSite,
  type RunningBuild,
  siteDecider,
  type SiteEvent,
  siteStream,
  versionOf,
} from '@pagewright/sites';
import type { WorkerPool } from '../spawners/worker-pool.ts';
import type { Blob } from './activity-log.ts';
import { report, type Ended, type Outcome } from './report.ts';
import type { Observe } from './runner-events.ts';
import type { StopWatch } from './stop-watch.ts';
import type { Tenure } from './tenure.ts';
import type { Verifier } from './verification/verifier.ts';
import { noAgent, SOURCE_MISSING } from './words.ts';
import { workOnBuild } from './worker-attempt.ts';

export interface AttemptTools {
  readonly aggregates: Pick<Aggregates, 'read'>;
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

/**
 * Runs what was started until an event has ended it. `crashed`: no event did, it is to be started again. `lost`: it is
 * not ours any more, or the runner drops it; nothing was or will be appended.
 */
export const runAttempt = async (
  tools: AttemptTools,
  tenure: Tenure,
  started: Attempt['started'],
  dropped: AbortSignal,
): Promise<Ended> => {
  // Watched before it is looked at, so that no stop falls in between.
  using watch = tools.stops.watch(started.data.build);
  const { state } = await tools.aggregates.read(siteStream(tenure.site), siteDecider);
  const build = state.status === 'open' ? state.running : null;
  if (state.status !== 'open' || build?.build !== started.data.build || build.attempt !== started.data.attempt) {
    return 'lost';
  }
  const attempt: Attempt = { tenure, started, site: state, build, stop: watch.signal, dropped };
  const outcome = build.state === 'stopping' ? NOTHING_MADE : await work(tools, attempt);
  return outcome === 'crashed' || outcome === 'lost' ? outcome : report(tools, attempt, outcome);
};

const NOTHING_MADE: Outcome = { type: 'stopped', partial: null };

const work = async (tools: AttemptTools, attempt: Attempt): Promise<Outcome | 'crashed' | 'lost'> => {
  const { build } = attempt;
  const source = sourceOf(attempt);
  if (!source || !(await tools.artifacts.head(digestOf(source.digest)))) {
    return { type: 'failed', reason: 'source-missing', message: SOURCE_MISSING };
  }
  switch (build.kind) {
    case 'restore':
      return {
        type: 'made',
        artifact: source,
        summary: `Brought back version ${build.version}, as it was.`,
        agent: null,
      };
    case 'import':
      return workOnBuild(tools, attempt, source);
    case 'prompt':
    case 'visual':
      if (tools.agents.includes(build.agent)) return workOnBuild(tools, attempt, source);
      return { type: 'failed', reason: 'agent', message: noAgent(build.agent) };
    case 'undo':
      return { type: 'failed', reason: 'agent', message: 'This installation cannot undo a single build yet.' };
  }
};

/** What the build starts from: the upload of an import, the version that is brought back, else the head. */
const sourceOf = ({ build, site }: Attempt): Blob | undefined => {
  if (build.kind === 'import') return build.source ?? undefined;
  const version = build.kind === 'restore' ? build.version : build.sourceVersion;
  return version === null ? undefined : versionOf(site, version)?.artifact;
};

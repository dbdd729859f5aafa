import { digestOf } from '@pagewright/artifacts';
import { siteDecider, siteStream, versionOf } from '@pagewright/sites';
import type { Blob } from './activity-log.ts';
import type { Attempt, AttemptTools, Ended, Outcome } from './attempt.ts';
import { report } from './report.ts';
import type { Tenure } from './tenure.ts';
import { undoInTurn } from './undo-attempt.ts';
import { noAgent, SOURCE_MISSING } from './words.ts';
import { workOnBuild } from './worker-attempt.ts';

/** Runs what was started until it is known what became of it. */
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
  if (build.tries === 1) {
    const from = Date.parse(build.since);
    const { traceparent: parent, time } = started.meta;
    tools.watcher.note({ name: 'work_wait', labels: {}, parent }, { from, to: Date.parse(time), outcome: 'started' });
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
      return undoInTurn(tools, attempt);
  }
};

/** What the build starts from: the upload of an import, the version that is brought back, else the head. */
const sourceOf = ({ build, site }: Attempt): Blob | undefined => {
  if (build.kind === 'import') return build.source ?? undefined;
  const version = build.kind === 'restore' ? build.version : build.sourceVersion;
  return version === null ? undefined : versionOf(site, version)?.artifact;
};

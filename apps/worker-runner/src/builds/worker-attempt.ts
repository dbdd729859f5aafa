import { digestOf, getBytes } from '@pagewright/artifacts';
import type { ActivityPart } from '@pagewright/kernel';
import { type ExistingSite, versionOf } from '@pagewright/sites';
import { z } from 'zod';
import { LIMITS, type WorkerJob, workerJob, type WorkerReport } from '../../protocol/wire.ts';
import type { WorkerExit } from '../spawners/spawner.ts';
import type { SeatedWorker } from '../spawners/worker-pool.ts';
import { type Blob, sha256Of } from './activity-log.ts';
import type { Attempt, AttemptTools, Outcome } from './attempt.ts';
import { pastBuilds } from './past-builds.ts';
import { picksIn } from './picks-in.ts';
import { TIMED_OUT } from './words.ts';

type Turn =
  | { readonly type: 'reported'; readonly report: WorkerReport }
  | { readonly type: 'died'; readonly exit: WorkerExit }
  | { readonly type: 'stop' | 'lost' | 'timeout' };

/**
 * Gives the build to a worker and waits for whatever comes first: its report, its death, a wish to stop, the loss of
 * the lock, the end of its time. When this resolves, the worker and all that it started are dead.
 */
export const workOnBuild = async (
  tools: AttemptTools,
  attempt: Attempt,
  source: Blob,
): Promise<Outcome | 'crashed' | 'lost'> => {
  const job = await jobOf(tools, attempt, source);
  const seated = await tools.pool.take().catch((raw: unknown) => {
    tools.observe({ type: 'warning', sentence: raw instanceof Error ? raw.message : String(raw) });
    return undefined;
  });
  if (!seated) return 'crashed';
  const { seat, worker } = seated;
  const { build, attempt: number, tries } = attempt.build;
  const address = { site: attempt.tenure.site, build, attempt: number };
  try {
    seat.bind(job, async (part: ActivityPart) => void (await tools.activity.publish(address, part)));
    // An answered question begins a new attempt too, but nothing was lost then.
    if (tries > 1) await sayAgain(tools, address);
    const turn = await tools.watcher.watch(
      {
        name: 'agent',
        title: attempt.build.agent,
        labels: { agent: attempt.build.agent },
        about: { build, worker: worker.name },
        outcomeOf: (first: Turn) => (first.type === 'reported' ? first.report.type : first.type),
      },
      () => firstOf(seated, attempt, tools.longestMs),
    );
    if (turn.type === 'reported' && turn.report.type === 'changed') {
      const { name: _, ...use } = turn.report.agent;
      tools.observe({ type: 'agent-used', site: address.site, build, agent: attempt.build.agent, ...use });
    }
    switch (turn.type) {
      case 'reported':
        return outcomeOf(turn.report);
      case 'died':
        tools.observe({ type: 'worker-died', worker: worker.name, build, why: wordsOf(turn.exit) });
        return 'crashed';
      case 'timeout':
        return { type: 'failed', reason: 'timeout', message: TIMED_OUT };
      case 'stop':
        return await askToStop(seated, attempt, tools.killAfterMs);
      case 'lost':
        return 'lost';
    }
  } finally {
    seat.end();
    worker.kill('SIGKILL');
    await worker.exited;
  }
};

const jobOf = async (tools: AttemptTools, { build, tenure, site }: Attempt, source: Blob): Promise<WorkerJob> => ({
  site: tenure.site,
  build: build.build,
  attempt: build.attempt,
  kind: build.kind === 'import' || build.kind === 'visual' ? build.kind : 'prompt',
  agent: build.agent,
  request: build.prompt ? await tools.sealer.open(build.prompt) : '',
  clarifications: await Promise.all(
    build.rounds.flatMap(({ question, answer }) =>
      answer
        ? [
            Promise.all([tools.sealer.open(question), tools.sealer.open(answer.text)]).then(([asked, answered]) => ({
              question: asked,
              answer: answered,
            })),
          ]
        : [],
    ),
  ),
  history: build.kind === 'import' ? [] : await pastBuilds(tools.events, tools.sealer, tenure.site),
  edits: build.edits && (await editsOf(tools, build.edits)),
  source: { digest: source.digest, size: source.size },
  previous: previousOf(site),
  picks: build.picks ? [...picksIn(await tools.sealer.open(build.picks))] : [],
  attachments: await Promise.all(
    build.attachments.map(async ({ name, ...file }) => ({ ...file, name: await tools.sealer.open(name) })),
  ),
});

/** The files before the newest version; null for the first. */
const previousOf = (site: ExistingSite): WorkerJob['previous'] => {
  const parent = site.versions.at(-1)?.parent ?? null;
  const before = parent === null ? undefined : versionOf(site, parent);
  return before ? { digest: before.artifact.digest, size: before.artifact.size } : null;
};

const editsOf = async ({ artifacts, sealer }: AttemptTools, { digest }: Blob): Promise<WorkerJob['edits']> => {
  const sealed = sealedText.parse(JSON.parse(new TextDecoder().decode(await getBytes(artifacts, digestOf(digest)))));
  return workerJob.shape.edits.parse(JSON.parse(await sealer.open(sealed)));
};

const sealedText = z.strictObject({ sealed: z.string(), key: z.string() });

const sayAgain = (tools: AttemptTools, address: { site: string; build: string; attempt: number }): Promise<number> =>
  tools.activity.publish(address, {
    kind: 'step',
    id: `attempt-${address.attempt}`,
    state: 'done',
    verb: 'Started again',
    text: `The worker stopped unexpectedly. This is attempt ${address.attempt}.`,
  });

const firstOf = async ({ seat, worker }: SeatedWorker, attempt: Attempt, longestMs: number): Promise<Turn> => {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), longestMs);
  const done = new AbortController();
  const aborted = (signal: AbortSignal, type: 'stop' | 'lost' | 'timeout'): Promise<Turn> =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve({ type });
      signal.addEventListener('abort', () => resolve({ type }), { once: true, signal: done.signal });
    });
  try {
    return await Promise.race([
      aborted(attempt.tenure.lost, 'lost'),
      aborted(attempt.dropped, 'lost'),
      seat.report.then((report): Turn => ({ type: 'reported', report })),
      aborted(attempt.stop, 'stop'),
      worker.exited.then((exit): Turn => ({ type: 'died', exit })),
      aborted(over.signal, 'timeout'),
    ]);
  } finally {
    clearTimeout(timer);
    done.abort();
  }
};

/** First it is asked; what it hands over in time is kept. */
const askToStop = async (
  { seat, worker }: SeatedWorker,
  { tenure, dropped }: Attempt,
  killAfterMs: number,
): Promise<Outcome | 'lost'> => {
  seat.askStop();
  const done = new AbortController();
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, killAfterMs);
  for (const signal of [tenure.lost, dropped]) {
    signal.addEventListener('abort', () => resolve(), { once: true, signal: done.signal });
  }
  const report = await Promise.race([seat.report, worker.exited.then(() => undefined), over.then(() => undefined)]);
  clearTimeout(timer);
  done.abort();
  if (tenure.lost.aborted || dropped.aborted) return 'lost';
  const partial = report?.type === 'stopped' ? report.partial : report?.type === 'changed' ? report.artifact : null;
  return { type: 'stopped', partial: partial && { digest: sha256Of(partial.digest), size: partial.size } };
};

const outcomeOf = (report: WorkerReport): Outcome => {
  switch (report.type) {
    case 'changed': {
      const { digest, size } = report.artifact;
      return { ...report, type: 'made', artifact: { digest: sha256Of(digest), size } };
    }
    case 'failed':
      return { ...report, reason: 'agent' };
    case 'stopped':
      return { type: 'stopped', partial: null };
    case 'declined':
    case 'asked':
    case 'rejected':
      return report;
  }
};

const wordsOf = ({ code, signal, lastWords }: WorkerExit): string =>
  `${signal ? `ended by ${signal}` : `ended with code ${code}`}${lastWords ? `: ${lastWords.slice(-LIMITS.line)}` : ''}`;

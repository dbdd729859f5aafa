import type { ArtifactStore } from '@pagewright/artifacts';
import {
  actor,
  type Aggregates,
  commandDigest,
  commandId,
  isRefusal,
  type Running,
  type WorkItem,
  type WorkQueue,
  type WorkVerdict,
} from '@pagewright/kernel';
import {
  CHECK_QUEUE,
  type CheckWork,
  checkWork,
  type SiteCommandData,
  siteDecider,
  siteStream,
  versionOf,
} from '@pagewright/sites';
import type { SiteCommands } from '../builds/site-commands.ts';
import { BrowserUnavailable } from './browser/browser.ts';
import type { BrowserKeeper } from './browser/browser-keeper.ts';
import { type CheckLimits, checkVersion } from './check-version.ts';

export interface ChecksOptions {
  readonly runnerId: string;
  readonly work: Pick<WorkQueue, 'consume'>;
  readonly aggregates: Pick<Aggregates, 'read'>;
  readonly commands: SiteCommands;
  readonly artifacts: ArtifactStore;
  readonly keeper: BrowserKeeper;
  readonly axe: string;
  readonly limits: CheckLimits;
  readonly observe: (event: CheckEvent) => void;
  readonly now?: () => Date;
}

export type CheckEvent = {
  readonly site: string;
  readonly version: number;
  readonly state: string;
  readonly durationMs: number;
};

const DONE: WorkVerdict = { type: 'done' };
/** After so many the version is said to be unchecked, so that nobody waits for ever; it can be checked again. */
const MOST_TRIES = 5;
/** Of an event. */
const LONGEST_REASON = 1_000;

/**
 * Looks at versions in a browser, one after the other, and records what it saw. A machine without a browser says so of
 * each version instead; what else goes wrong is tried again by the queue.
 */
export const startChecks = async (options: ChecksOptions): Promise<Running> => {
  const { work } = options;
  const drop = new AbortController();
  const consumer = await work.consume(CHECK_QUEUE, 1, (item) =>
    onVersion(options, item, AbortSignal.any([drop.signal, item.signal])),
  );
  /** A check is made again by whoever comes next: nobody waits for one to end. */
  const stop = async (): Promise<void> => {
    drop.abort();
    await consumer.forcefulShutdown();
  };
  return {
    ready: consumer.ready,
    finished: consumer.finished,
    gracefulShutdown: stop,
    forcefulShutdown: stop,
    [Symbol.asyncDispose]: stop,
  };
};

const onVersion = async (options: ChecksOptions, item: WorkItem, signal: AbortSignal): Promise<WorkVerdict> => {
  const body = checkWork.safeParse(item.body);
  if (!body.success) return { type: 'dead', reason: `Not a version to check: ${body.error.message}` };
  const { site, version: number, run } = body.data;
  const { state } = await options.aggregates.read(siteStream(site), siteDecider);
  const version = state.status === 'open' ? versionOf(state, number) : undefined;
  if (state.status !== 'open' || !version || version.deleted || (version.check?.run ?? 0) >= run) return DONE;
  const parent = version.parent === null ? undefined : versionOf(state, version.parent);
  const began = performance.now();
  const outcome = await checkVersion({ ...options, signal }, version, parent).catch((raw: unknown) => {
    if (raw instanceof BrowserUnavailable) return unavailable(raw.message);
    if (signal.aborted || item.deliveries < MOST_TRIES) throw raw;
    return unavailable(
      `The checks failed ${item.deliveries} times: ${raw instanceof Error ? raw.message : String(raw)}`,
    );
  });
  await record(options, body.data, { ...outcome, digest: version.tree });
  options.observe({ site, version: number, state: outcome.state, durationMs: performance.now() - began });
  return DONE;
};

const unavailable = (why: string) => ({
  state: 'unavailable' as const,
  reason: why.slice(0, LONGEST_REASON),
  checks: null,
  screenshots: [],
  thumbnail: null,
});

type Seen = Omit<SiteCommandData['RecordCheck'], keyof CheckWork | 'now'>;

const record = async (
  { commands, runnerId, now = () => new Date() }: ChecksOptions,
  { site, version, run }: CheckWork,
  seen: Seen,
): Promise<void> => {
  const id = commandId('check', site, String(version), String(run));
  const at = now().toISOString();
  try {
    await commands(
      { type: 'RecordCheck', data: { site, version, run, now: at, ...seen } },
      {
        commandId: id,
        // Two looks at one version may see two things; which comes first counts.
        commandDigest: commandDigest({ type: 'RecordCheck', site, version, run }),
        actor: actor('runner', runnerId),
        correlationId: id,
        causationId: id,
        now: at,
      },
    );
  } catch (raw) {
    // The site was deleted meanwhile.
    if (!isRefusal(raw)) throw raw;
  }
};

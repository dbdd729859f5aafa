import { ArtifactCorrupt, ArtifactMissing, UnsafeArchive } from '@pagewright/artifacts';
import {
  BEGINNING,
  type Cause,
  type EventFeed,
  type EventId,
  HistoryLost,
  type Position,
  position,
  type Recorded,
  type Running,
} from '@pagewright/kernel';
import type { PointerTarget, SiteEvent } from '@pagewright/sites';
import {
  type Applied,
  type DeploymentEvent,
  type DeploymentReport,
  type HeldSite,
  type Host,
  type HostedSite,
  HostedSites,
  type ReportDeployment,
  TreeMismatch,
} from '../index.ts';
import type { Fold, FoldMemory, Word } from './fold-memory.ts';
import { SiteQueue } from './site-queue.ts';

/** What happened that nobody is told in the log. `message` is a whole sentence. */
export interface HostingNote {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly site?: string;
  readonly error?: unknown;
}
export type HostingLog = (note: HostingNote) => void;

/** One try to make a pointer of a site shown, whatever came of it. Times are milliseconds since 1970. */
export interface SwitchNote {
  readonly site: string;
  readonly host: string;
  readonly target: PointerTarget;
  readonly version: number;
  readonly position: number;
  readonly cause: Cause;
  readonly from: number;
  readonly to: number;
  readonly outcome: Applied | 'failed';
  readonly error?: unknown;
}

export interface ReconcilerOptions {
  readonly feed: EventFeed;
  readonly host: Host;
  readonly report: ReportDeployment;
  /** What was folded before; without it the whole log is folded at each start. */
  readonly memory?: {
    readonly folds: FoldMemory;
    /** Id of the log's event at a position. */
    readonly eventAt: (at: Position) => Promise<EventId | undefined>;
  };
  /** Told of every try, for logs, metrics and traces; it must not throw. */
  readonly onSwitch?: (note: SwitchNote) => void;
  readonly log?: HostingLog;
  /** Sites worked on at the same time; 4 unless told. */
  readonly concurrency?: number;
  /** Pause before a repeat, doubled up to the longest; 250 ms and 30 s unless told. */
  readonly firstPauseMs?: number;
  readonly longestPauseMs?: number;
}

/**
 * Makes a host serve what the log's pointers say. `ready` resolves when every site has been tried once.
 *
 * It folds the whole log first, or what came since the fold that it kept (checked against the log), then compares all
 * sites with what the host has on disk, then follows: an event makes its site work for the queue, and the work looks at
 * the newest pointers only, so pointers that were passed by meanwhile are never laid down. What the host said last about
 * a pointer is read from the log too; a word that was lost between the switch and the log is therefore said again after
 * a restart, and nothing is said twice.
 * It ends by a fault when an event cannot be read or when the log is older than what is on disk.
 */
export const startReconciler = (options: ReconcilerOptions): Running => {
  const stop = new AbortController();
  const reconciler = new Reconciler(options);
  const finished = reconciler.run(stop.signal);
  const ended = finished.catch(() => undefined);
  const ready = Promise.race([reconciler.converged, finished]);
  ready.catch(() => undefined);
  const gracefulShutdown = async (): Promise<void> => {
    stop.abort();
    await ended;
  };
  return {
    ready,
    finished,
    gracefulShutdown,
    // What runs writes beside the old state and renames: it may be left alone at any moment.
    forcefulShutdown: async () => stop.abort(),
    [Symbol.asyncDispose]: gracefulShutdown,
  };
};

/** Goes up with every change of what is folded, or how. */
const RULES = 1;
/** Events since the fold was kept that are worth keeping it again: read again at a start, they take half a second. */
const WORTH_KEEPING = 10_000;

/** Failures before a pointer is said to have failed, where trying again may help. */
const PATIENCE = 3;

class Reconciler {
  readonly #options: ReconcilerOptions;
  #sites = new HostedSites();
  readonly #queue: SiteQueue;
  /** The newest word of this host per site and target that is known to be in the log. */
  #words = new Map<string, Word>();
  #lastEvent: Fold['lastEvent'] | undefined;
  #reached: Position = BEGINNING;
  #sinceKept = 0;
  /** Made once and sent until it is accepted: a repeat must be the same to the letter. */
  readonly #unsaid = new Map<string, DeploymentReport>();
  readonly #failures = new Map<string, { position: number; count: number }>();
  readonly #converged = Promise.withResolvers<void>();

  constructor(options: ReconcilerOptions) {
    this.#options = options;
    this.#queue = new SiteQueue({
      work: (site) => this.#reconcile(site),
      concurrency: options.concurrency ?? 4,
      firstPauseMs: options.firstPauseMs ?? 250,
      longestPauseMs: options.longestPauseMs ?? 30_000,
      onFailure: (site, error, pauseMs) =>
        options.log?.({ level: 'warn', site, error, message: `Site ${site} is tried again in ${pauseMs} ms` }),
    });
  }

  get converged(): Promise<void> {
    return this.#converged.promise;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { feed } = this.#options;
    try {
      const held = await this.#options.host.held();
      const after = await this.#recall();
      let following = false;
      for await (const batch of feed.subscribe({ after, kinds: ['site', 'deployment'], signal })) {
        this.#reached = batch.position;
        const changed = batch.events.flatMap((event) => this.#fold(event) ?? []);
        if (following) for (const site of changed) this.#queue.add(site);
        if (batch.caughtUp && this.#sinceKept >= WORTH_KEEPING) await this.#keep();
        if (following || !batch.caughtUp) continue;
        this.#compareWithLog(held, batch.position);
        following = true;
        for (const site of new Set([...held.map(({ site }) => site), ...this.#sites.ids()])) this.#queue.add(site);
        this.#converged.resolve(this.#queue.tried());
      }
      if (this.#sinceKept > 0) await this.#keep();
    } finally {
      await this.#queue.close();
    }
  }

  /** Where to go on reading: after what was kept, if the log is known to hold the event that it ends with. */
  async #recall(): Promise<Position> {
    const { memory, host, log } = this.#options;
    const fold = await memory?.folds.recall();
    if (fold?.rules !== RULES || fold.host !== host.name) return BEGINNING;
    const { position: at, id } = fold.lastEvent;
    // The feed waits for a broker that is away; this does not, and needs not.
    const held = await memory?.eventAt(at).catch((error: unknown) => {
      log?.({ level: 'warn', error, message: `Host ${host.name} reads the whole log: position ${at} did not answer` });
    });
    if (held !== id) return BEGINNING;
    this.#sites = new HostedSites(fold.sites);
    this.#words = new Map(fold.words);
    this.#lastEvent = fold.lastEvent;
    return fold.position;
  }

  /** A fold that cannot be kept costs the next start some time. */
  async #keep(): Promise<void> {
    const { memory, host, log } = this.#options;
    if (!memory || !this.#lastEvent) return;
    this.#sinceKept = 0;
    const state = { position: this.#reached, lastEvent: this.#lastEvent };
    const fold = { rules: RULES, host: host.name, ...state, sites: this.#sites.stored(), words: [...this.#words] };
    await memory.folds.keep(fold).catch((error: unknown) => {
      log?.({ level: 'warn', error, message: `Host ${host.name} could not keep what it has read of the log` });
    });
  }

  /** @throws HistoryLost when the host has applied an event that the log does not have. */
  #compareWithLog(held: readonly HeldSite[], last: Position): void {
    for (const { positions } of held) {
      const reached = Math.max(positions.live ?? 0, positions.preview ?? 0);
      if (reached > last) throw new HistoryLost(`Host ${this.#options.host.name}`, position(reached), last);
    }
  }

  /** The site that has work now, if the event makes any. The feed has parsed the event by its kind's schema. */
  #fold(event: Recorded): string | undefined {
    this.#lastEvent = { position: event.meta.position, id: event.meta.id };
    this.#sinceKept += 1;
    if (event.meta.stream.startsWith('site.')) {
      const ofSite = event as Recorded<SiteEvent>;
      return this.#sites.apply(ofSite) ? ofSite.data.site : undefined;
    }
    const { type, data } = event as Recorded<DeploymentEvent>;
    if (data.host === this.#options.host.name) this.#heard({ type, data } as DeploymentReport);
    return undefined;
  }

  async #reconcile(id: string): Promise<void> {
    const { host } = this.#options;
    const site = this.#sites.get(id);
    if (!site) {
      await host.forget(id);
      for (const target of TARGETS)
        for (const map of [this.#words, this.#unsaid, this.#failures]) map.delete(`${id}/${target}`);
      return;
    }
    const { fqdn, key, serving, versions } = site;
    await host.place({ site: id, fqdn, key, serving, versions });
    const outcomes = await Promise.allSettled(TARGETS.map((target) => this.#point(site, target)));
    const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors);
  }

  async #point(site: HostedSite, target: PointerTarget): Promise<void> {
    const pointer = site.pointers[target];
    if (!pointer) return;
    const version = site.versions.get(pointer.version);
    if (version === undefined || version === 'deleted')
      throw new Error(`The log shows version ${pointer.version} of site ${site.site} and does not have it`);
    const { cause, ...place } = pointer;
    const about = { site: site.site, host: this.#options.host.name, target, ...place };
    const begun = performance.now();
    const from = Date.now();
    const note = (outcome: SwitchNote['outcome'], error?: unknown): void =>
      this.#options.onSwitch?.({
        ...about,
        cause,
        from,
        to: Date.now(),
        outcome,
        ...(error === undefined ? {} : { error }),
      });
    try {
      const applied = await this.#options.host.apply({ ...version, ...about });
      note(applied);
      if (applied === 'stale') return;
    } catch (error) {
      note('failed', error);
      if (this.#isWorthSaying(about, error))
        await this.#say({ type: 'DeploymentFailed', data: { ...about, reason: reasonOf(error) } }, cause);
      throw error;
    }
    const durationMs = Math.round(performance.now() - begun);
    await this.#say({ type: 'VersionDeployed', data: { ...about, digest: version.digest, durationMs } }, cause);
    this.#failures.delete(keyOf(about));
  }

  /** A fault that may pass by itself is said only when it has come several times. */
  #isWorthSaying(about: About, error: unknown): boolean {
    const before = this.#failures.get(keyOf(about));
    const count = before?.position === about.position ? before.count + 1 : 1;
    this.#failures.set(keyOf(about), { position: about.position, count });
    return count >= PATIENCE || LASTING.some((kind) => error instanceof kind);
  }

  async #say(report: DeploymentReport, cause: Cause): Promise<void> {
    const key = keyOf(report.data);
    if (!isNews(report, this.#words.get(key))) return;
    const unsaid = this.#unsaid.get(key);
    const again = unsaid?.type === report.type && unsaid.data.position === report.data.position;
    const words = again ? unsaid : report;
    this.#unsaid.set(key, words);
    await this.#options.report(words, cause);
    this.#unsaid.delete(key);
    this.#heard(words);
  }

  #heard(report: DeploymentReport): void {
    const key = keyOf(report.data);
    if (!isNews(report, this.#words.get(key))) return;
    this.#words.set(key, { position: report.data.position, outcome: report.type });
  }
}

type About = Pick<DeploymentReport['data'], 'site' | 'target' | 'position'>;

const TARGETS: readonly PointerTarget[] = ['live', 'preview'];
/** Trying again will most likely not help, so people hear of it at once. */
const LASTING = [ArtifactMissing, ArtifactCorrupt, UnsafeArchive, TreeMismatch];

const keyOf = ({ site, target }: Pick<About, 'site' | 'target'>): string => `${site}/${target}`;

/** As the Deployment aggregate decides: positions rise, and a failure may be followed by success. */
const isNews = ({ type, data }: DeploymentReport, last: Word | undefined): boolean =>
  !last ||
  data.position > last.position ||
  (data.position === last.position && type === 'VersionDeployed' && last.outcome === 'DeploymentFailed');

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 500);

import { inTime } from './in-time.ts';
import type { Metrics } from './metrics.ts';

/** `failing`: the process cannot do its work. `degraded`: it can, but somebody should look. */
export type Severity = 'failing' | 'degraded';

/** One thing that can be wrong. */
export interface Check {
  /** What it is about, one word for metrics: `broker`, `disk`. */
  readonly part: string;
  readonly severity: Severity;
  /** For so long, in milliseconds, something has to be wrong before the log says so; 0 unless told. */
  readonly quietMs?: number;
  /** A sentence for each thing that is wrong: what it is, and the next step. A throw is one, too. */
  look(): Promise<readonly string[]>;
}

export interface HealthReport {
  readonly status: 'ok' | Severity;
  /** One sentence for each thing that is not well; what fails comes first. */
  readonly reasons: readonly string[];
}

/** How one part is: `ok`, or as bad as its check says, with what is wrong. */
export interface PartHealth extends HealthReport {
  readonly part: string;
}

export interface Health extends AsyncDisposable {
  ready(): Promise<HealthReport>;
  /** The same part by part, in the order of the checks. */
  parts(): Promise<readonly PartHealth[]>;
}

export interface HealthLog {
  warn(about: object, sentence: string): void;
  info(about: object, sentence: string): void;
}

export interface HealthOptions {
  readonly checks: readonly Check[];
  readonly metrics: Metrics;
  readonly log: HealthLog;
  /** Done before each round of looks. */
  readonly before?: () => Promise<void>;
  /** Between two rounds, in milliseconds; 5,000 unless told. */
  readonly everyMs?: number;
  /** How long one look may take, in milliseconds; 2,000 unless told. */
  readonly withinMs?: number;
}

interface Found {
  readonly check: Check;
  readonly reasons: readonly string[];
}

/** A round is answered with for so long after its end: who asks often costs no more than who asks once a second. */
const FRESH_MS = 1_000;

/**
 * Looks at every part in a rhythm and when it is asked. What becomes wrong, and what is well again, is said in the log,
 * so that a process that cannot work is never silent about it.
 */
export const createHealth = (options: HealthOptions): Health => {
  const { checks, metrics, log, before, everyMs = 5_000, withinMs = 2_000 } = options;
  const wrongSince = new Map<Check, number>();
  let said = new Map<string, readonly string[]>();
  let latest: readonly Found[] = [];
  let round: { endedAt: number | undefined; readonly found: Promise<readonly Found[]> } | undefined;

  const lookAt = async (check: Check): Promise<Found> => {
    const seen = await inTime(check.look(), withinMs).catch((raw: unknown) => [
      `${check.part}: ${raw instanceof Error ? raw.message : String(raw)}`,
    ]);
    if (seen.length === 0) wrongSince.delete(check);
    else if (!wrongSince.has(check)) wrongSince.set(check, performance.now());
    return { check, reasons: seen };
  };

  const look = async (): Promise<readonly Found[]> => {
    await inTime(before?.() ?? Promise.resolve(), withinMs).catch(() => undefined);
    latest = await Promise.all(checks.map(lookAt));
    tell(latest);
    return latest;
  };

  /** By part: the sentences may carry numbers that change at each look. */
  const tell = (found: readonly Found[]): void => {
    const wrong = new Map(
      found.flatMap(({ check, reasons }) => {
        const since = wrongSince.get(check) ?? performance.now();
        const long = performance.now() - since >= (check.quietMs ?? 0);
        return reasons.length > 0 && (long || said.has(check.part)) ? [[check.part, reasons] as const] : [];
      }),
    );
    for (const [part, reasons] of wrong) {
      if (!said.has(part)) for (const reason of reasons) log.warn({ part, health: 'wrong' }, reason);
    }
    for (const part of said.keys()) if (!wrong.has(part)) log.info({ part, health: 'well' }, `${part}: well again`);
    said = wrong;
  };

  /** One round at a time: who asks while it goes on waits for its end. */
  const fresh = (): Promise<readonly Found[]> => {
    if (round && (round.endedAt === undefined || performance.now() - round.endedAt <= FRESH_MS)) return round.found;
    const begun: typeof round = { endedAt: undefined, found: look() };
    void begun.found.then(() => (begun.endedAt = performance.now()));
    round = begun;
    return begun.found;
  };

  // Of the latest round: one that a broker keeps waiting would be too late for a scrape, and nothing would alert.
  metrics.readGauge('pagewright_health', 'Whether a part is well (1) or not (0)', ['part', 'severity'], async () =>
    latest.map(({ check: { part, severity }, reasons }) => [{ part, severity }, reasons.length === 0 ? 1 : 0]),
  );

  const timer = setInterval(() => void fresh(), everyMs);
  void fresh();
  return {
    ready: async () => {
      const found = await fresh();
      const of = (severity: Severity) =>
        found.flatMap(({ check, reasons }) => (check.severity === severity ? reasons : []));
      const [failing, degraded] = [of('failing'), of('degraded')];
      const status = failing.length > 0 ? 'failing' : degraded.length > 0 ? 'degraded' : 'ok';
      return { status, reasons: [...failing, ...degraded] };
    },
    parts: async () =>
      (await fresh()).map(({ check: { part, severity }, reasons }) => ({
        part,
        status: reasons.length === 0 ? 'ok' : severity,
        reasons,
      })),
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await round?.found;
    },
  };
};

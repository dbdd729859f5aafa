import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { inTime } from './in-time.ts';
import { type Operation, type OperationName, outcomeOfThrow, type Watcher } from './operation.ts';

export interface CounterMetric {
  add(labels: Readonly<Record<string, string>>, by?: number): void;
}
export interface GaugeMetric {
  set(labels: Readonly<Record<string, string>>, value: number): void;
  add(labels: Readonly<Record<string, string>>, by: number): void;
}
/** One value of a gauge that is read when it is asked for. */
export type Reading = readonly [labels: Readonly<Record<string, string>>, value: number];

/** Everything that a process counts, under names after Prometheus' conventions. */
export interface Metrics {
  readonly watcher: Watcher;
  counter(name: string, help: string, labels: readonly string[]): CounterMetric;
  gauge(name: string, help: string, labels: readonly string[]): GaugeMetric;
  /** Read at each scrape. One that cannot be read in time is left out, and counted. */
  readGauge(name: string, help: string, labels: readonly string[], read: () => Promise<readonly Reading[]>): void;
  /** The text exposition format, version 0.0.4. */
  text(): Promise<{ readonly type: string; readonly body: string }>;
  /** Names and labels of what may be asked for, also of what has no value yet. */
  described(): readonly { readonly name: string; readonly type: string; readonly labels: readonly string[] }[];
}

export interface MetricsOptions {
  /** Value of `pagewright_build_info`. */
  readonly version: string;
  /** Event loop, garbage, memory, handles: of the whole process, so for one `Metrics` of it only. */
  readonly process?: boolean;
  /** How long a gauge may take to be read, in milliseconds; 2,000 unless told. */
  readonly readWithinMs?: number;
}

interface Timing {
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds in seconds. */
  readonly buckets: readonly number[];
}

const QUICK = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const WAITS = [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 30, 60, 300, 1_800];
const SLOW = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 1_800];

/** The duration of every kind of operation: `pagewright_<name>_duration_seconds`, each with its `outcome`. */
const TIMINGS: Readonly<Record<OperationName, Timing>> = {
  http_request: { help: 'HTTP requests', labels: ['method', 'route'], buckets: QUICK },
  command: { help: 'Commands of the domain, decided and appended', labels: ['kind'], buckets: QUICK },
  append: { help: 'Appends to the log', labels: [], buckets: QUICK },
  policy: { help: 'Events that policies reacted to', labels: ['policy'], buckets: QUICK },
  projection_batch: { help: 'Batches of events that read models wrote', labels: ['projection'], buckets: QUICK },
  work: { help: 'Items of work queues, each delivery by itself', labels: ['queue'], buckets: SLOW },
  work_wait: { help: 'From the request of a build to the start of its first attempt', labels: [], buckets: SLOW },
  lock_acquire: { help: 'Attempts to take a lock', labels: [], buckets: QUICK },
  lock_wait: { help: 'From the first time that a runner asks for a site to its lock', labels: [], buckets: WAITS },
  attempt: { help: 'Attempts at builds', labels: [], buckets: SLOW },
  worker_spawn: { help: 'Starts of workers', labels: ['spawner'], buckets: QUICK },
  agent: { help: 'Work of agents, from the job that is given to the report', labels: ['agent'], buckets: SLOW },
  verify: { help: 'Looks at the results of workers', labels: ['what'], buckets: QUICK },
  artifact: { help: 'Operations of the artifact store', labels: ['operation'], buckets: QUICK },
  host_switch: { help: 'Switches of what a web host serves', labels: ['host', 'target'], buckets: QUICK },
};

export const createMetrics = ({ version, process = false, readWithinMs = 2_000 }: MetricsOptions): Metrics => {
  const registry = new Registry();
  const registers = [registry];
  // A timer of 10 ms would be most of what an idle process does.
  if (process) collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 50 });
  const unread = new Counter({
    name: 'pagewright_scrape_failures_total',
    help: 'Gauges that could not be read in time',
    labelNames: ['metric'],
    registers,
  });
  new Gauge({ name: 'pagewright_build_info', help: 'The running release', labelNames: ['version'], registers }).set(
    { version },
    1,
  );

  const timed = Object.fromEntries(
    Object.entries(TIMINGS).map(([name, { help, labels, buckets }]) => [
      name,
      new Histogram({
        name: `pagewright_${name}_duration_seconds`,
        help,
        labelNames: [...labels, 'outcome'],
        buckets: [...buckets],
        registers,
      }),
    ]),
  );
  const observe = ({ name, labels }: Operation<never>, seconds: number, outcome: string): void =>
    timed[name]?.observe({ ...labels, outcome }, seconds);

  const watcher: Watcher = {
    watch: async (operation, work) => {
      const begun = performance.now();
      const took = (): number => (performance.now() - begun) / 1_000;
      try {
        const result = await work();
        observe(operation, took(), operation.outcomeOf?.(result) ?? 'done');
        return result;
      } catch (raw) {
        observe(operation, took(), outcomeOfThrow(operation, raw));
        throw raw;
      }
    },
    note: (operation, { from, to, outcome }) => observe(operation, Math.max(0, to - from) / 1_000, outcome),
    traceparent: () => undefined,
  };

  return {
    watcher,
    counter: (name, help, labels) => {
      const counter = new Counter({ name, help, labelNames: [...labels], registers });
      return { add: (values, by = 1) => counter.inc({ ...values }, by) };
    },
    gauge: (name, help, labels) => {
      const gauge = new Gauge({ name, help, labelNames: [...labels], registers });
      return {
        set: (values, value) => gauge.set({ ...values }, value),
        add: (values, by) => gauge.inc({ ...values }, by),
      };
    },
    readGauge: (name, help, labels, read) => {
      const gauge = new Gauge({
        name,
        help,
        labelNames: [...labels],
        registers,
        collect: async () => {
          gauge.reset();
          // Without labels the client begins at 0, which would be read as an answer.
          if (labels.length === 0) gauge.remove();
          try {
            for (const [values, value] of await inTime(read(), readWithinMs)) gauge.set({ ...values }, value);
          } catch {
            unread.inc({ metric: name });
          }
        },
      });
    },
    text: async () => ({ type: registry.contentType, body: await registry.metrics() }),
    described: () =>
      registry.getMetricsAsArray().map((metric) => {
        const { name, type, labelNames } = metric as typeof metric & { readonly labelNames: readonly string[] };
        return { name, type: String(type), labels: labelNames };
      }),
  };
};

import { createMetrics, type Metrics } from './metrics.ts';
import { both, type Watcher } from './operation.ts';
import { openTracing, type Tracing } from './tracing.ts';

export interface TelemetryOptions {
  /** `pagewright-api` or `pagewright-runner`. */
  readonly service: string;
  readonly version: string;
  /** Also measures the process itself: event loop, memory, garbage. One of each process at most. */
  readonly process?: boolean;
  /** Where traces are sent; nothing is traced without it. */
  readonly otlp?: { readonly endpoint: string; readonly ratio: number } | undefined;
}

/** Metrics always, traces where a collector is named. */
export interface Telemetry extends AsyncDisposable {
  readonly metrics: Metrics;
  readonly watcher: Watcher;
}

export const openTelemetry = async ({ service, version, process, otlp }: TelemetryOptions): Promise<Telemetry> => {
  const metrics = createMetrics({ version, ...(process === undefined ? {} : { process }) });
  const tracing: Tracing | undefined = otlp && (await openTracing({ service, version, ...otlp }));
  return {
    metrics,
    watcher: tracing ? both(metrics.watcher, tracing.watcher) : metrics.watcher,
    [Symbol.asyncDispose]: async () => tracing?.[Symbol.asyncDispose](),
  };
};

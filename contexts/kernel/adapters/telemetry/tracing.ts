import type { Attributes, Context, Link, Span, SpanContext } from '@opentelemetry/api';
import { type Operation, outcomeOfThrow, type Watcher } from './operation.ts';

export interface TracingOptions {
  /** What the spans are of: `pagewright-api`. */
  readonly service: string;
  readonly version: string;
  /** Address of an OpenTelemetry collector that takes OTLP over HTTP; spans go to `<endpoint>/v1/traces`. */
  readonly endpoint: string;
  /**
   * Share of the traces that are kept, 0 to 1, chosen by the trace's id alone: every process keeps the same ones, and
   * nobody who sends a traceparent can have more kept. What was begun as not to be kept is not.
   */
  readonly ratio?: number;
}

export interface Tracing extends AsyncDisposable {
  readonly watcher: Watcher;
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
/** A business "no", and an HTTP status that is the asker's own doing. */
const NO_FAULT = /^(refused|4\d\d)$/;
/** Spans that are still to be sent get so long at the end. */
const LAST_WORDS_MS = 2_000;

/**
 * Spans of what is watched, sent in batches in the background: a collector that is away costs spans, never work. The
 * libraries are loaded here, so that a process which traces nothing does not have them in memory.
 */
export const openTracing = async ({ service, version, endpoint, ratio = 1 }: TracingOptions): Promise<Tracing> => {
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }, { AsyncLocalStorageContextManager }] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/context-async-hooks'),
    ]);
  const { ROOT_CONTEXT, SpanStatusCode, trace, TraceFlags } = api;
  const share = new sdk.TraceIdRatioBasedSampler(ratio);
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.version': version }),
    sampler: new sdk.ParentBasedSampler({ root: share, remoteParentSampled: share }),
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: new URL('v1/traces', endpoint.replace(/\/*$/, '/')).href }),
      }),
    ],
  });
  const tracer = provider.getTracer('pagewright', version);
  const here = new AsyncLocalStorageContextManager().enable();

  const remote = (traceparent: string | undefined): SpanContext | undefined => {
    const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
    if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
    return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
  };

  /** Where the operation's span belongs; undefined when it is only part of traces and there is none. */
  const placeOf = ({ parent, root }: Operation<never>): Context | undefined => {
    const from = remote(parent);
    if (from) return trace.setSpanContext(ROOT_CONTEXT, from);
    const active = here.active();
    return trace.getSpanContext(active) || root ? active : undefined;
  };

  const begin = (operation: Operation<never>, place: Context, startTime?: number): Span => {
    const { name, title, labels, about, links = [] } = operation;
    const attributes: Attributes = {};
    for (const [key, value] of Object.entries({ ...labels, ...about })) attributes[`pagewright.${key}`] = value;
    const linked = links.flatMap((link): Link[] => {
      const context = remote(link);
      return context ? [{ context }] : [];
    });
    const said = title === undefined ? name.replaceAll('_', ' ') : `${name.replaceAll('_', ' ')} ${title}`;
    return tracer.startSpan(
      said,
      {
        attributes,
        links: linked,
        kind: name === 'http_request' ? api.SpanKind.SERVER : api.SpanKind.INTERNAL,
        ...(startTime === undefined ? {} : { startTime }),
      },
      place,
    );
  };

  const end = (span: Span, outcome: string, error?: unknown, at?: number): void => {
    span.setAttribute('pagewright.outcome', outcome);
    if (error !== undefined && !NO_FAULT.test(outcome)) {
      const message = error instanceof Error ? error.message : String(error);
      span.setStatus({ code: SpanStatusCode.ERROR, message });
    }
    span.end(at);
  };

  const watcher: Watcher = {
    watch: async (operation, work) => {
      const place = placeOf(operation);
      if (!place) return work();
      const span = begin(operation, place);
      try {
        const result = await here.with(trace.setSpan(place, span), work);
        end(span, operation.outcomeOf?.(result) ?? 'done');
        return result;
      } catch (raw) {
        end(span, outcomeOfThrow(operation, raw), raw);
        throw raw;
      }
    },
    note: (operation, { from, to, outcome, error }) => {
      const place = placeOf(operation);
      if (place) end(begin(operation, place, from), outcome, error, to);
    },
    traceparent: () => {
      const context = trace.getSpanContext(here.active());
      if (!context) return undefined;
      const flags = (context.traceFlags & TraceFlags.SAMPLED).toString(16).padStart(2, '0');
      return `00-${context.traceId}-${context.spanId}-${flags}`;
    },
  };

  return {
    watcher,
    [Symbol.asyncDispose]: async () => {
      const closed = provider.shutdown().catch(() => undefined);
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, LAST_WORDS_MS);
      await Promise.race([closed, late.promise]);
      clearTimeout(timer);
      here.disable();
    },
  };
};

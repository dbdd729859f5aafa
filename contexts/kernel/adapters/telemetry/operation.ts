import { isRefusal } from '@pagewright/kernel';

/** What is measured, by the name that its metric and its spans carry. */
export type OperationName =
  | 'http_request'
  | 'command'
  | 'append'
  | 'policy'
  | 'projection_batch'
  | 'work'
  | 'work_wait'
  | 'lock_acquire'
  | 'lock_wait'
  | 'attempt'
  | 'worker_spawn'
  | 'agent'
  | 'verify'
  | 'artifact'
  | 'host_switch';

/** Something with a beginning and an end. */
export interface Operation<Result = unknown> {
  readonly name: OperationName;
  /** What a span is called besides, e.g. `RequestBuild`; nothing that grows without bound. */
  readonly title?: string;
  /** Values of the metric's labels: each from a small, fixed set. */
  readonly labels: Readonly<Record<string, string>>;
  /** For spans alone: ids may stand here. */
  readonly about?: Readonly<Record<string, string | number>>;
  /** W3C traceparent of what it follows from, where that is not what is going on around it. */
  readonly parent?: string | undefined;
  /** Traceparents of other things that it also serves. */
  readonly links?: readonly string[];
  /** Whether it may begin a trace of its own; else it is only part of one. */
  readonly root?: boolean;
  /** What came of it, in one word of a fixed set; `done` unless told. */
  readonly outcomeOf?: (result: Result) => string;
  /** The same for what was thrown; `refused` or `failed` unless told. */
  readonly outcomeOfThrow?: (raw: unknown) => string;
}

/** An operation that is over already, as who only hears of it tells it. */
export interface Past {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly outcome: string;
  readonly error?: unknown;
}

/** Measures and traces what the edges of a process do; it changes nothing about what they do. */
export interface Watcher {
  /** Does the work and tells how long it took and what came of it. */
  watch<Result>(operation: Operation<Result>, work: () => Promise<Result>): Promise<Result>;
  note(operation: Operation, past: Past): void;
  /** W3C traceparent of what is going on here; undefined when nothing is traced. */
  traceparent(): string | undefined;
}

/** Where nobody watches. */
export const UNWATCHED: Watcher = {
  watch: (_operation, work) => work(),
  note: () => undefined,
  traceparent: () => undefined,
};

/** One word for a throw: a business "no", or a fault. */
export const outcomeOfThrow = ({ outcomeOfThrow: of }: Operation<never>, raw: unknown): string =>
  of?.(raw) ?? (isRefusal(raw) ? 'refused' : 'failed');

/** Two watchers as one. */
export const both = (outer: Watcher, inner: Watcher): Watcher => ({
  watch: (operation, work) => outer.watch(operation, () => inner.watch(operation, work)),
  note: (operation, past) => {
    outer.note(operation, past);
    inner.note(operation, past);
  },
  traceparent: () => inner.traceparent() ?? outer.traceparent(),
});

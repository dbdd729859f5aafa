import type { Position, Recorded } from './message.ts';

/** Consecutive piece of the log. `position` covers gaps and filtered events too: all up to it has been delivered. */
export interface FeedBatch {
  readonly events: readonly Recorded[];
  readonly position: Position;
  /** True when nothing newer was stored at the moment of delivery. */
  readonly caughtUp: boolean;
  /** What the data of the events take as they are stored, for whoever bounds what is held; where the store tells it. */
  readonly bytes?: number;
}

export interface FeedOptions {
  /** Exclusive: the first event delivered has a greater position. */
  readonly after: Position;
  /** Only events of these kinds; positions still advance over the others. */
  readonly kinds?: readonly string[];
  /** Upper bound of events in a batch; 500 unless told. */
  readonly maxBatch?: number;
  readonly signal?: AbortSignal;
}

/** The log as readers see it: strictly in order, without acks, resumable from any position. */
export interface EventFeed {
  /** Position of the newest event stored, 0 for an empty log. */
  last(): Promise<Position>;
  /**
   * The oldest event of the log, undefined while it is empty: which log it is.
   * @throws StoreUnavailable | UnreadableEvent
   */
  first(): Promise<Recorded | undefined>;
  /**
   * Endless until `signal` aborts or the consumer leaves the loop; heals broken connections by itself without a gap or
   * a repeat. An empty batch is delivered when only `position` or `caughtUp` has changed.
   * @throws UnknownEvent | InvalidEvent | HistoryLost, with the position of the event in the message.
   */
  subscribe(options: FeedOptions): AsyncIterable<FeedBatch>;
}

/** The log ends before a position that was reached once: it was restored from something older, or replaced. */
export class HistoryLost extends Error {
  override readonly name = 'HistoryLost';
  constructor(reader: string, reached: Position, last: Position) {
    super(
      `${reader} has read up to position ${reached}, but the log ends at ${last}: history was lost. Restore the log, or drop this reader's state to begin anew`,
    );
  }
}

/** The log is another one than the reader's state was made from: its positions mean something else. */
export class LogReplaced extends Error {
  override readonly name = 'LogReplaced';
  constructor(reader: string) {
    super(
      `${reader} was made from another log than this one, which was copied, restored elsewhere or begun anew. Drop this reader's state to have it made again`,
    );
  }
}

/** A reader could not understand an event; it stops there, nothing is skipped. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
  constructor(position: Position, cause: unknown) {
    super(
      `The event at position ${position} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

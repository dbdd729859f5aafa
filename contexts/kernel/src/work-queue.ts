import type { Running } from './running.ts';

export interface WorkItem {
  readonly queue: string;
  readonly id: string;
  readonly body: unknown;
  /** 1 for the first delivery. */
  readonly deliveries: number;
  /** Aborts when the consumer is told to end forcefully. */
  readonly signal: AbortSignal;
}

/** What becomes of an item. A throw counts as `retry` under the queue's own back-off, then as `dead`. */
export type WorkVerdict =
  | { readonly type: 'done' }
  | { readonly type: 'retry'; readonly delayMs: number; readonly reason: string }
  | { readonly type: 'dead'; readonly reason: string };

/** An item that lies in a queue, whether somebody works on it now or not. */
export interface QueuedItem {
  /** `<queue>.<item>.<sequence>`, as its letter would be called. */
  readonly id: string;
  readonly queue: string;
  readonly itemId: string;
  readonly body: unknown;
  readonly sequence: number;
  /** When it was put, RFC 3339. */
  readonly time: string;
}

export interface DeadLetter {
  readonly id: string;
  readonly queue: string;
  readonly itemId: string;
  readonly body: unknown;
  readonly reason: string;
  readonly deliveries: number;
  /** Sequence of the item in the queue's stream. */
  readonly sequence: number;
  readonly time: string;
  /** What an operator made of it; the letter itself stays for 90 days. */
  readonly state: 'waiting' | 'replayed' | 'dropped';
}

/** Work for exactly one consumer at a time, at least once, with heartbeats sent for as long as the handler runs. */
export interface WorkQueue {
  /** Stores the item durably. The same `dedupId` within two minutes is stored once; correctness never rests on it. */
  put(item: {
    readonly queue: string;
    readonly id: string;
    readonly body: unknown;
    readonly dedupId?: string;
  }): Promise<void>;
  consume(queue: string, concurrency: number, handler: (item: WorkItem) => Promise<WorkVerdict>): Promise<Running>;
  /** Items waiting or being worked on. */
  depth(queue: string): Promise<number>;
  /** All of them, oldest first, fetched page by page: whoever has seen enough stops. */
  waiting(queue: string): AsyncIterable<QueuedItem>;
  oldest(queue: string): Promise<QueuedItem | undefined>;
  /** The one of that id, as long as it is not done. */
  item(id: string): Promise<QueuedItem | undefined>;
  /** Takes an item out undone; whoever works on it now is not stopped, and its verdict is for nothing. */
  remove(id: string): Promise<'removed' | 'not-found'>;
  readonly deadLetters: {
    list(queue: string): Promise<readonly DeadLetter[]>;
    /** How many wait for an operator, counted without reading them. */
    count(queue: string): Promise<number>;
    /** Those that wait for an operator, newest first, at most so many. */
    newest(queue: string, most: number): Promise<readonly DeadLetter[]>;
    find(id: string): Promise<DeadLetter | undefined>;
    /** Puts the item back as new work with its attempts begun anew; a second replay of the same letter does nothing and says so. */
    replay(id: string): Promise<'replayed' | 'already-replayed' | 'not-found'>;
    /** Settles the letter without doing its work; one that is settled stays as it is. */
    drop(id: string): Promise<'dropped' | 'already-settled' | 'not-found'>;
  };
}

/** The queue cannot be reached; whether the item was stored is not known, so it is put again. */
export class WorkUnavailable extends Error {
  override readonly name = 'WorkUnavailable';
}

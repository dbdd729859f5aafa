import type { Actor, Caused, CommandDigest, CommandId, Position, Recorded, StreamName } from './message.ts';
import { BEGINNING } from './message.ts';

/** Where a stream ends: the position and the contiguous version of its last event; both 0 when it has none. */
export interface Head {
  readonly position: Position;
  readonly version: number;
}
export const NO_STREAM: Head = { position: BEGINNING, version: 0 };

export interface StreamWrite {
  readonly stream: StreamName;
  /** The head that the events were decided on; the append happens only if it is still the head. */
  readonly expected: Head;
  readonly events: readonly Caused[];
}

/** What all events of one append share. */
export interface AppendMeta {
  readonly commandId: CommandId;
  readonly commandDigest: CommandDigest;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly causationId: string;
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly traceparent?: string;
}

/**
 * - `committed`: stored durably; `events` in the order of the writes.
 * - `conflict`: nothing stored, a head has moved.
 * - `duplicate`: the store had these message ids already; look the command up, it is no proof of anything.
 * - `unknown`: no answer in time; it may or may not have been stored.
 */
export type AppendOutcome =
  | { readonly status: 'committed'; readonly events: readonly Recorded[] }
  | { readonly status: 'conflict' }
  | { readonly status: 'duplicate' }
  | { readonly status: 'unknown'; readonly cause: unknown };

export interface LoadedStream {
  readonly events: readonly Recorded[];
  readonly head: Head;
}

/** Longest data of one event, in bytes of its JSON; larger things are blobs named by digest. */
export const MAX_EVENT_BYTES = 48 * 1024;
/** Most events of one append. */
export const MAX_APPEND_EVENTS = 500;

/**
 * The log as commands see it. One sequence over all streams; appends to several streams are all or nothing.
 * Every event is checked against the catalogue and its size before anything is sent.
 */
export interface EventStore {
  /** @throws InvalidEvent | UnknownEvent | EventTooLarge | StoreFull before or instead of storing anything. */
  append(writes: readonly StreamWrite[], meta: AppendMeta): Promise<AppendOutcome>;
  /**
   * All events of the stream after the given head, complete up to the leader's head of that moment, or at least up to
   * the one that the caller has just been told by `head`: then nobody is asked for it again.
   */
  load(stream: StreamName, after?: Head, known?: Head): Promise<LoadedStream>;
  /** The leader's head. */
  head(stream: StreamName): Promise<Head>;
  /**
   * Whether the stream still ends there, by the word of one that surely leads the log: what a refusal rests on. A leader
   * that was cut off answers everything else for a while, with a state of before.
   * @throws StoreUnavailable where nobody can be sure
   */
  endsAt(stream: StreamName, head: Head): Promise<boolean>;
  /** The event at a position, from the leader. */
  read(position: Position): Promise<Recorded | undefined>;
  /** The newest event of a type in all streams of a kind, from the leader; no other event is read for it. */
  newest(kind: string, type: string): Promise<Recorded | undefined>;
}

export class EventTooLarge extends Error {
  override readonly name = 'EventTooLarge';
  constructor(type: string, bytes: number) {
    super(
      `${type} would take ${bytes} bytes; an event holds at most ${MAX_EVENT_BYTES}. Store the large part as a blob and name its digest`,
    );
  }
}

/** The store refused for want of space or quota; nothing was stored. */
export class StoreFull extends Error {
  override readonly name = 'StoreFull';
}

/** The store cannot be reached or has no leader; nothing is known to be stored. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  /** True when it answers, and has too much to do: asking on would only add to it. */
  readonly overloaded: boolean;
  constructor(
    message: string,
    { overloaded = false, ...options }: ErrorOptions & { readonly overloaded?: boolean } = {},
  ) {
    super(message, options);
    this.overloaded = overloaded;
  }
}

import type { RememberedCommand } from './command-memory.ts';
import type { Head } from './event-store.ts';
import type { EventId, StreamName } from './message.ts';

/** An aggregate as it was at a head: what its events up to there come to. */
export interface Snapshot {
  /** `stateVersion` of the decider that folded it. */
  readonly stateVersion: number;
  readonly head: Head;
  /** Id of the event at the head, by which the log tells whether this was made from it. */
  readonly lastEvent: EventId;
  /** Plain data. */
  readonly state: unknown;
  /** Commands by which a repeat is found, oldest first. */
  readonly commands: readonly RememberedCommand[];
}

/**
 * A cache of snapshots, one per stream: any of them may be missing, old, or of another log, and a reader checks it
 * against the log before use. What cannot be understood counts as missing.
 */
export interface Snapshots {
  find(stream: StreamName): Promise<Snapshot | undefined>;
  /** Takes the place of the one before. */
  keep(stream: StreamName, snapshot: Snapshot): Promise<void>;
}

export interface SnapshotKeeperOptions {
  /** Events since the last snapshot that make another one worth its write; 16 unless told. */
  readonly every?: number;
  /** Pause between a stream's snapshots, in milliseconds, so that a busy stream pays little; 1,000 unless told. */
  readonly pauseMs?: number;
  /** Hears why one was not kept; nothing else depends on it. */
  readonly onFailure?: (stream: StreamName, error: unknown) => void;
}

export interface SnapshotKeeper {
  /** Tells that the stream has come to this version, of which `take` makes the snapshot when the time has come. */
  moved(stream: StreamName, version: number, take: () => Snapshot | undefined): void;
  /** Tells that there is a snapshot of this version already. */
  has(stream: StreamName, version: number): void;
}

const DEFAULT_EVERY = 16;
const DEFAULT_PAUSE_MS = 1_000;
/** Streams whose newest snapshot is remembered; a forgotten one costs a write too many. */
const REMEMBERED = 10_000;

/**
 * Decides when to make a snapshot. It never holds a command up: it is made after a pause, from the state of then, and
 * one that fails is left out: the next is tried when as many events have come again. The pause begins with the first event that is worth it, so that a stream under load gets
 * its snapshot as well.
 */
export const createSnapshotKeeper = (snapshots: Snapshots, options: SnapshotKeeperOptions = {}): SnapshotKeeper => {
  const { every = DEFAULT_EVERY, pauseMs = DEFAULT_PAUSE_MS, onFailure = () => undefined } = options;
  const kept = new Map<StreamName, number>();
  const waiting = new Set<StreamName>();

  const has = (stream: StreamName, version: number): void => {
    kept.delete(stream);
    kept.set(stream, version);
    const oldest = kept.size > REMEMBERED ? kept.keys().next() : undefined;
    if (oldest?.done === false) kept.delete(oldest.value);
  };

  const keep = async (stream: StreamName, take: () => Snapshot | undefined): Promise<void> => {
    try {
      const snapshot = take();
      if (!snapshot) return;
      has(stream, snapshot.head.version);
      await snapshots.keep(stream, snapshot);
    } catch (error) {
      onFailure(stream, error);
    } finally {
      waiting.delete(stream);
    }
  };

  return {
    has,
    moved: (stream, version, take) => {
      if (waiting.has(stream) || version - (kept.get(stream) ?? 0) < every) return;
      waiting.add(stream);
      const timer = setTimeout(() => void keep(stream, take), pauseMs);
      // A snapshot is not worth keeping a process for.
      timer.unref();
    },
  };
};

import {
  type EventCatalogue,
  type Message,
  type Position,
  type Recorded,
  UnreadableEvent,
  position,
} from '@pagewright/kernel';
import { type PreparedEvent, recordedAt } from '../events/prepare.ts';
import { readable } from '../events/event-feed.ts';
import { createRandom } from './faults.ts';

interface Entry {
  readonly position: Position;
  readonly prepared: PreparedEvent;
}

/** One sequence over all streams, with gaps as the broker leaves them, and a memory for message ids. */
export interface MemoryLog {
  readonly last: Position;
  /** Stores all or nothing: `conflict` when a head has moved, `duplicate` when a message id is still remembered. */
  append(events: readonly PreparedEvent[]): readonly Recorded[] | 'conflict' | 'duplicate';
  /** Events after a position, read anew from their bytes, up to one that cannot be read. */
  after(place: Position, limit: number, wanted?: (event: PreparedEvent) => boolean): ReturnType<typeof readable>;
  /** Highest position that `after` with the same arguments covers. */
  coverage(place: Position, limit: number): Position;
  ofStream(stream: string): readonly Recorded[];
  at(place: Position): Recorded | undefined;
  newest(kind: string, type: string): Recorded | undefined;
  /** Calls back after every append; returns the way out. */
  onAppend(listener: () => void): () => void;
  /** The same log as a program with another catalogue sees it. */
  readBy(catalogue: EventCatalogue): MemoryLog;
  /** Forgets everything after a position, as a restore from something older does. */
  truncate(place: Position): void;
}

export interface MemoryLogOptions {
  readonly catalogue: EventCatalogue;
  /** Milliseconds that message ids are remembered. */
  readonly duplicateWindowMs: number;
  readonly now: () => number;
  /** Position of the first event, more or less. */
  readonly seed: number;
  /** As three replicas do: the message id is looked at before the expectation. */
  readonly idsFirst: boolean;
}

export const createMemoryLog = ({ catalogue, duplicateWindowMs, now, seed, idsFirst }: MemoryLogOptions): MemoryLog => {
  const random = createRandom(seed);
  const decoder = new TextDecoder();
  const listeners = new Set<() => void>();
  const ids = new Map<string, number>();
  let entries: Entry[] = [];
  let last = 0;

  const readAs = (catalogue: EventCatalogue, { position: at, prepared }: Entry): Recorded => {
    const { kind, type, schemaVersion, body } = prepared;
    let message: Message;
    try {
      message = catalogue.read(kind, type, schemaVersion, JSON.parse(decoder.decode(body)));
    } catch (cause) {
      throw new UnreadableEvent(at, cause);
    }
    return { ...recordedAt(prepared, at), ...message };
  };
  const headOf = (stream: string): number =>
    entries.findLast(({ prepared }) => prepared.stream === stream)?.position ?? 0;
  const known = (id: string): boolean => now() - (ids.get(id) ?? Number.NEGATIVE_INFINITY) < duplicateWindowMs;
  const from = (place: Position): number => {
    const index = entries.findIndex((entry) => entry.position > place);
    return index === -1 ? entries.length : index;
  };

  const view = (own: EventCatalogue): MemoryLog => {
    const read = (entry: Entry) => readAs(own, entry);
    return {
      get last() {
        return position(last);
      },
      append: (events) => {
        const conflict = events.some(({ stream, expected }) => headOf(stream) !== expected);
        const duplicate = events.some(({ id }) => known(id));
        if (duplicate && (idsFirst || !conflict)) return 'duplicate';
        if (conflict) return 'conflict';
        last += Math.floor(random() * 3);
        const stored = events.map((prepared): Entry => ({ position: position((last += 1)), prepared }));
        entries.push(...stored);
        for (const { id } of events) ids.set(id, now());
        for (const listener of listeners) queueMicrotask(listener);
        return stored.map(read);
      },
      after: (place, limit, wanted = () => true) => {
        const start = from(place);
        const asked = entries.slice(start, start + limit).filter(({ prepared }) => wanted(prepared));
        return readable(asked, read);
      },
      coverage: (place, limit) => {
        const start = from(place);
        return start + limit >= entries.length ? position(last) : (entries[start + limit - 1]?.position ?? place);
      },
      ofStream: (stream) => entries.filter(({ prepared }) => prepared.stream === stream).map(read),
      at: (place) => {
        const found = entries.find((entry) => entry.position === place);
        return found && read(found);
      },
      newest: (kind, type) => {
        const found = entries.findLast(({ prepared }) => prepared.kind === kind && prepared.type === type);
        return found && read(found);
      },
      onAppend: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      readBy: view,
      truncate: (place) => {
        entries = entries.filter((entry) => entry.position <= place);
        last = place;
      },
    };
  };

  return view(catalogue);
};

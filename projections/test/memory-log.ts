import { createHash, randomUUID } from 'node:crypto';
import type {
  ActivityPart,
  EventFeed,
  FeedBatch,
  FeedOptions,
  Message,
  Position,
  Recorded,
  Sealed,
} from '@pagewright/kernel';
import { ERASED, HistoryLost, commandId, eventId, position, streamName } from '@pagewright/kernel';
import type { Sources } from '../src/index.ts';

/** A log in memory, read as the kernel's port says: in order, with gaps, by kind, endless, in batches of any size. */
export class MemoryLog implements EventFeed {
  readonly events: Recorded[] = [];
  readonly #readers = new Set<() => void>();
  #last = 0;

  /** Appends one event; `gap` positions before it belong to nobody. */
  add(kind: string, id: string, { type, data }: Message, options: { actor?: string; gap?: number } = {}): Recorded {
    this.#last += 1 + (options.gap ?? 0);
    const command = commandId(kind, id, String(this.#last));
    const event = {
      type,
      data,
      meta: {
        id: eventId(command, 0),
        stream: streamName(kind, id),
        position: position(this.#last),
        aggregateVersion: this.events.length + 1,
        schemaVersion: 1,
        time: new Date(Date.UTC(2026, 0, 1) + this.#last * 1_000).toISOString(),
        commandId: command,
        commandDigest: 'd' as Recorded['meta']['commandDigest'],
        correlationId: command,
        causationId: command,
        actor: (options.actor ?? 'runner:r1') as Recorded['meta']['actor'],
      },
    } as Recorded;
    this.events.push(event);
    for (const wake of this.#readers) wake();
    return event;
  }

  /** Positions that hold no event any reader may see. */
  skip(count: number): void {
    this.#last += count;
    for (const wake of this.#readers) wake();
  }

  async last(): Promise<Position> {
    return position(this.#last);
  }

  async first(): Promise<Recorded | undefined> {
    return this.events[0];
  }

  async *subscribe({ after, kinds, maxBatch = 500, signal }: FeedOptions): AsyncGenerator<FeedBatch> {
    if (after > this.#last) throw new HistoryLost('memory log', after, position(this.#last));
    let at: number = after;
    let told = false;
    const ended = (): boolean => signal?.aborted === true;
    while (!ended()) {
      const wanted = this.events.filter(
        ({ meta }) => meta.position > at && (!kinds || kinds.includes(meta.stream.split('.')[0] ?? '')),
      );
      const events = wanted.slice(0, maxBatch);
      const caughtUp = events.length === wanted.length;
      const to = caughtUp ? this.#last : (events.at(-1)?.meta.position ?? at);
      if (to === at && told) {
        await this.#more(signal);
        continue;
      }
      at = to;
      told = true;
      yield { events, position: position(to), caughtUp };
    }
  }

  #more(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#readers.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      this.#readers.add(wake);
      signal?.addEventListener('abort', wake);
      if (signal?.aborted) wake();
    });
  }
}

/** Texts and blobs as a log names them. Sealing here is writing backwards: a row that shows it unopened is seen at once. */
export class MemorySources implements Sources {
  readonly blobs = new Map<string, Uint8Array>();
  readonly erased = new Set<string>();

  seal(owner: string, text: string): Sealed {
    return { sealed: [...text].toReversed().join(''), key: owner };
  }

  readonly open = async ({ sealed, key }: Sealed): Promise<string> =>
    this.erased.has(key) ? ERASED : [...sealed].toReversed().join('');

  put(text: string): string {
    const bytes = new TextEncoder().encode(text);
    const digest = createHash('sha256').update(bytes).digest('hex');
    this.blobs.set(digest, bytes);
    return digest;
  }

  activity(...parts: readonly { attempt: number; sequence: number; part: ActivityPart }[]): {
    digest: string;
    count: number;
  } {
    const lines = parts.map((part) => JSON.stringify({ ...part, time: '2026-01-01T00:00:00Z' }));
    return { digest: this.put(lines.map((line) => `${line}\n`).join('')), count: lines.length };
  }

  readonly blob = async (digest: string): Promise<Uint8Array> => {
    const bytes = this.blobs.get(digest);
    if (!bytes) throw new Error(`no blob ${digest}`);
    return bytes;
  };
}

/** Announcements inside one process; `lost` swallows them. */
export class MemoryAnnouncements {
  lost = false;
  readonly said: { projection: string; position: number }[] = [];
  readonly #listeners = new Set<(projection: string, position: Position) => void>();

  committed(projection: string, position: Position): void {
    this.said.push({ projection, position });
    if (!this.lost) for (const listener of this.#listeners) listener(projection, position);
  }

  onCommitted(listener: (projection: string, position: Position) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

export const anId = (): string => randomUUID().replaceAll('-', '').slice(0, 12);

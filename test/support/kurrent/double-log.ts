/** A record as the double keeps it. */
export interface LogEntry {
  /** Byte at which the record begins, as in the real log: rising, with gaps. */
  readonly position: bigint;
  readonly stream: string;
  readonly revision: bigint;
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  /** Milliseconds of the Unix time. */
  readonly created: number;
}

export type Proposed = Pick<LogEntry, 'id' | 'type' | 'isJson' | 'data' | 'metadata'>;
export interface StreamAppend {
  readonly stream: string;
  /** -1 no stream, else the revision of its newest event. */
  readonly expected: bigint;
  readonly records: readonly Proposed[];
}
export type Appended =
  | { readonly status: 'stored'; readonly position: bigint; readonly revisions: readonly bigint[] }
  | { readonly status: 'conflict'; readonly stream: string; readonly expected: bigint; readonly actual: bigint };

/** What a record takes besides its data and metadata. */
const OVERHEAD = 76n;
/** Appends between two records that the server writes for itself. */
const NOISE = 7;

/**
 * The log of the double: one order over all streams, the server's own `$` records among ours, and its check of an append
 * (KurrentDB's `IndexWriter.CheckCommit`): an append whose events lie where they would be put is answered as if it were
 * stored now; one that expects an earlier end, or a later one, is refused.
 */
export class DoubleLog {
  readonly entries: LogEntry[] = [];
  readonly #streams = new Map<string, LogEntry[]>();
  readonly #listeners = new Set<() => void>();
  #end = 0n;
  #appends = 0;

  constructor() {
    this.#writeForItself();
  }

  /** Calls back after every append; gives the way out. */
  onAppend(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  stream(name: string): readonly LogEntry[] {
    return this.#streams.get(name) ?? [];
  }

  append(writes: readonly StreamAppend[]): Appended {
    const before = writes.map((write) => this.#stored(write));
    for (const [index, { stream, expected }] of writes.entries()) {
      const actual = BigInt(this.stream(stream).length - 1);
      if (expected !== actual && !before[index]) return { status: 'conflict', stream, expected, actual };
    }
    if (before.some(Boolean) && !before.every(Boolean)) {
      const { stream, expected } = writes[before.indexOf(true)] ?? { stream: '', expected: -1n };
      return { status: 'conflict', stream, expected, actual: BigInt(this.stream(stream).length - 1) };
    }
    if (!before.every(Boolean)) {
      for (const { stream, records } of writes) for (const record of records) this.#write(stream, record);
      if ((this.#appends += 1) % NOISE === 0) this.#writeForItself();
      for (const listener of this.#listeners) queueMicrotask(listener);
    }
    const last = writes.at(-1);
    const revisions = writes.map(({ expected, records }) => expected + BigInt(records.length));
    const position = this.stream(last?.stream ?? '')[Number(revisions.at(-1) ?? 0n)]?.position ?? 0n;
    return { status: 'stored', position, revisions };
  }

  /** Forgets everything from a position on, as a restore from something older does. */
  truncate(position: bigint): void {
    this.entries.splice(0, this.entries.length, ...this.entries.filter((entry) => entry.position < position));
    for (const [name, entries] of this.#streams) {
      this.#streams.set(
        name,
        entries.filter((entry) => entry.position < position),
      );
    }
    this.#end = position;
  }

  /** Whether the events of the write lie already where it would put them. */
  #stored({ stream, expected, records }: StreamAppend): boolean {
    const there = this.stream(stream);
    const from = Number(expected) + 1;
    return from < there.length && records.every(({ id }, index) => there[from + index]?.id === id);
  }

  #write(stream: string, record: Proposed): void {
    const entries = this.#streams.get(stream) ?? [];
    const entry = {
      ...record,
      position: this.#end,
      stream,
      revision: BigInt(entries.length),
      created: Date.now(),
    };
    this.#end += OVERHEAD + BigInt(record.data.length + record.metadata.length + stream.length);
    entries.push(entry);
    this.#streams.set(stream, entries);
    this.entries.push(entry);
  }

  #writeForItself(): void {
    const data = new TextEncoder().encode('{"proc-id":1}');
    this.#write('$stats-127.0.0.1:2113', {
      id: crypto.randomUUID(),
      type: '$statsCollected',
      isJson: true,
      data,
      metadata: new Uint8Array(),
    });
  }
}

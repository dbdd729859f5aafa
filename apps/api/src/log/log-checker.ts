import type { ScannedEvent } from '@pagewright/broker';
import { type EventCatalogue, type Recorded, UnreadableEvent } from '@pagewright/kernel';
import { blobsNamed } from './blobs-named.ts';

/** Something that is not as it must be, and where. */
export interface Finding {
  readonly position: number;
  readonly about: 'order' | 'version' | 'expectation' | 'repeat' | 'time' | 'schema' | 'artifact';
  readonly sentence: string;
}

interface Chain {
  position: number;
  version: number;
  /** Of the append that the last event was part of, and where the stream ended before it. */
  batch: string | undefined;
  before: number;
}

/**
 * Looks at every event of a log, from the first on and in order: positions that grow, versions of a stream that follow
 * each other, appends that stood on what was there, ids that stand for one event, times, data that fits its schema. It
 * shares nothing with the code that appends.
 */
export class LogChecker {
  readonly #catalogue: EventCatalogue;
  readonly #chains = new Map<string, Chain>();
  readonly #ids = new Set<string>();
  /** Position of the first event that names it. */
  readonly #blobs = new Map<string, number>();
  /** What the clean-up may have taken, since its version was deleted. */
  readonly #given = new Set<string>();
  #last = 0;

  constructor(catalogue: EventCatalogue) {
    this.#catalogue = catalogue;
  }

  /** What is wrong with the next event. */
  check(event: ScannedEvent): readonly Finding[] {
    const problems = [
      this.#order(event),
      ...this.#chain(event),
      this.#identity(event),
      timeOf(event),
      this.#data(event),
    ];
    return problems.flatMap((problem) => (problem ? [{ position: event.position, ...problem }] : []));
  }

  /** The blobs that have to be there, with the position of an event that names each. */
  get blobs(): ReadonlyMap<string, number> {
    return new Map([...this.#blobs].filter(([digest]) => !this.#given.has(digest)));
  }

  #order({ position }: ScannedEvent): Problem {
    const before = this.#last;
    this.#last = position;
    if (position > before) return undefined;
    return { about: 'order', sentence: `it comes after position ${before}` };
  }

  #chain(event: ScannedEvent): readonly Problem[] {
    const stream = `${event.kind}.${event.id}`;
    const version = Number(event.attribute('aggregateversion'));
    const batch = event.header('Nats-Batch-Id');
    const chain = this.#chains.get(stream) ?? { position: 0, version: 0, batch: undefined, before: 0 };
    const sameAppend = batch !== undefined && batch === chain.batch;
    const stoodAt = sameAppend ? chain.before : chain.position;
    const expected = Number(event.header('Nats-Expected-Last-Subject-Sequence'));
    this.#chains.set(stream, { position: event.position, version, batch, before: stoodAt });
    return [
      version === chain.version + 1
        ? undefined
        : { about: 'version', sentence: `${stream} has version ${version} after ${chain.version}` },
      expected === stoodAt
        ? undefined
        : { about: 'expectation', sentence: `${stream} was appended to at ${expected}, and stood at ${stoodAt}` },
    ];
  }

  #identity(event: ScannedEvent): Problem {
    const id = event.attribute('id');
    if (id === undefined) return { about: 'schema', sentence: 'it has no id' };
    if (this.#ids.has(id)) return { about: 'repeat', sentence: `another event has the id ${id}` };
    this.#ids.add(id);
    return undefined;
  }

  #data(event: ScannedEvent): Problem {
    try {
      this.#remember(event.read(this.#catalogue));
      return undefined;
    } catch (error) {
      if (!(error instanceof UnreadableEvent)) throw error;
      return { about: 'schema', sentence: reasonOf(error) };
    }
  }

  #remember({ type, data, meta }: Recorded): void {
    const named = blobsNamed(data as Readonly<Record<string, unknown>>);
    if (type === 'VersionDeleted') for (const digest of named) this.#given.add(digest);
    for (const digest of named) if (!this.#blobs.has(digest)) this.#blobs.set(digest, meta.position);
  }
}

type Problem = Omit<Finding, 'position'> | undefined;

const timeOf = (event: ScannedEvent): Problem => {
  const time = event.attribute('time') ?? '';
  if (!Number.isNaN(Date.parse(time))) return undefined;
  return { about: 'time', sentence: `'${time}' is no time` };
};

/** The innermost reason says which field. */
const reasonOf = (error: Error): string => {
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const deeper = cause.cause instanceof Error ? `: ${cause.cause.message.replaceAll(/\s+/g, ' ')}` : '';
  return `${cause.message}${deeper}`;
};

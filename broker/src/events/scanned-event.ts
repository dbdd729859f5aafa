import type { EventCatalogue, Recorded } from '@pagewright/kernel';
import { readEvent, type StoredEvent } from './envelope.ts';
import { headerBlockOf, headerText, lineOf, valueIn } from './header-block.ts';
import { percentDecode } from './percent.ts';

const KIND_AT = 'pw.events.'.length;

/** An event as it lies in the log, of which nothing is parsed before it is asked for. */
export class ScannedEvent {
  readonly #stored: StoredEvent;
  readonly #head: string;

  constructor(stored: StoredEvent) {
    this.#stored = stored;
    const block = headerBlockOf(stored);
    this.#head = block ? headerText(block) : textOf(stored);
  }

  get position(): number {
    return this.#stored.seq;
  }
  get data(): Uint8Array {
    return this.#stored.data;
  }
  /** Of headers and data, as stored. */
  get bytes(): number {
    return this.#head.length + this.#stored.data.length;
  }

  // As the subject tells them: `pw.events.<kind>.<id>.<Type>`; unchecked.
  get kind(): string {
    const { subject } = this.#stored;
    return subject.slice(KIND_AT, subject.indexOf('.', KIND_AT));
  }
  get id(): string {
    const { subject } = this.#stored;
    return subject.slice(subject.indexOf('.', KIND_AT) + 1, subject.lastIndexOf('.'));
  }
  get type(): string {
    const { subject } = this.#stored;
    return subject.slice(subject.lastIndexOf('.') + 1);
  }

  /** Value of a CloudEvents attribute, such as `time`; undefined where it is missing. */
  attribute(name: string): string | undefined {
    const value = this.header(`ce-${name}`);
    return value ? percentDecode(value) : undefined;
  }

  /** Value of a header by its exact name. */
  header(name: string): string | undefined {
    return valueIn(this.#head, lineOf(name));
  }

  /** Parsed against its schema and upcast. @throws UnreadableEvent naming the position */
  read(catalogue: EventCatalogue): Recorded {
    return readEvent(this.#stored, catalogue);
  }
}

const textOf = ({ headers }: StoredEvent): string =>
  [...(headers ?? [])].map(([name, values]) => `\r\n${name}: ${values[0] ?? ''}`).join('');

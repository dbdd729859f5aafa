import { createHash } from 'node:crypto';
import { canonicalJson } from '@pagewright/kernel';
import { type PositionFields, type RawEvent, LogNotWhole, kindOf } from './raw-log.ts';

/** What a log comes to: equal for two logs with the same events in the same order, wherever they lie. */
export interface LogSum {
  readonly events: number;
  /** Hex sha256. */
  readonly digest: string;
}

/**
 * Takes the events of a log one after the other. Positions differ between stores, so an event counts by its place among
 * all, and so does one that another event names.
 */
export class LogMeter {
  readonly #fields: PositionFields;
  readonly #positions: number[] = [];
  readonly #hash = createHash('sha256');

  constructor(fields: PositionFields) {
    this.#fields = fields;
  }

  get sum(): LogSum {
    return { events: this.#positions.length, digest: this.#hash.copy().digest('hex') };
  }

  add(event: RawEvent): void {
    this.#positions.push(event.position);
    const data = withPositions(event, this.#fields, (position) => this.ordinalOf(position));
    const attributes = [...event.attributes].toSorted(([a], [b]) => (a < b ? -1 : 1));
    this.#hash.update(`${canonicalJson([event.stream, event.type, attributes, data])}\n`);
  }

  /** How many events lie up to a position. */
  countUpTo(position: number): number {
    let [low, high] = [0, this.#positions.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#positions[middle] ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Place of the event at a position, from 1. @throws LogNotWhole when there is none */
  ordinalOf(position: number): number {
    const count = this.countUpTo(position);
    if (this.#positions[count - 1] !== position) {
      throw new LogNotWhole(`An event names the position ${position}, where the log has none`);
    }
    return count;
  }
}

/** The event's data with every position in it put through `map`. */
export const withPositions = (
  { stream, data }: Pick<RawEvent, 'stream' | 'data'>,
  fields: PositionFields,
  map: (position: number) => number,
): object => {
  const names = fields[kindOf(stream)] ?? [];
  if (names.length === 0) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      names.includes(name) && typeof value === 'number' ? map(value) : value,
    ]),
  );
};

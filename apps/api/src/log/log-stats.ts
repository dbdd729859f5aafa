import type { ScannedEvent } from '@pagewright/broker';

export interface Tally {
  readonly events: number;
  /** Of headers and data, as stored. */
  readonly bytes: number;
}

export interface DayStats extends Tally {
  /** UTC, `2026-01-31`. */
  readonly day: string;
  /** Events of the hour in which most happened, and which one: `14:00`. */
  readonly busiestHour: { readonly hour: string; readonly events: number };
  readonly types: Readonly<Record<string, Tally>>;
}

export interface LogStats extends Tally {
  /** Of the events' own times; null for none. */
  readonly first: string | null;
  readonly last: string | null;
  /** By `<kind>.<Type>`, most first. */
  readonly types: readonly (Tally & { readonly type: string })[];
  readonly days: readonly DayStats[];
}

interface Counter {
  events: number;
  bytes: number;
}

interface Day {
  /** By `<kind>.<Type>`. */
  readonly types: Map<string, Counter>;
  readonly hours: Map<string, number>;
}

/** Counts, sizes and rates of what is given to it. An event counts on the day of its own time, not of its storing. */
export class LogCounter {
  readonly #days = new Map<string, Day>();
  #first: string | null = null;
  #last: string | null = null;

  add(event: ScannedEvent): void {
    const time = event.attribute('time') ?? '';
    const { types, hours } = this.#dayOf(time.slice(0, 10));
    const name = `${event.kind}.${event.type}`;
    const counter = types.get(name) ?? { events: 0, bytes: 0 };
    types.set(name, counter);
    counter.events += 1;
    counter.bytes += event.bytes;
    const hour = time.slice(11, 13);
    hours.set(hour, (hours.get(hour) ?? 0) + 1);
    if (this.#first === null || time < this.#first) this.#first = time;
    if (this.#last === null || time > this.#last) this.#last = time;
  }

  stats(): LogStats {
    const days = [...this.#days].toSorted(byName);
    return {
      ...sumOf(days.flatMap(([, { types }]) => [...types.values()])),
      first: this.#first,
      last: this.#last,
      types: typesOf(days.map(([, day]) => day)),
      days: days.map(([day, { types, hours }]) => ({
        day,
        ...sumOf([...types.values()]),
        busiestHour: busiest(hours),
        types: Object.fromEntries([...types].toSorted(byName)),
      })),
    };
  }

  #dayOf(name: string): Day {
    const known = this.#days.get(name);
    if (known) return known;
    const day = { types: new Map<string, Counter>(), hours: new Map<string, number>() };
    this.#days.set(name, day);
    return day;
  }
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

const sumOf = (tallies: readonly Tally[]): Tally => ({
  events: tallies.reduce((sum, { events }) => sum + events, 0),
  bytes: tallies.reduce((sum, { bytes }) => sum + bytes, 0),
});

const typesOf = (days: readonly Day[]): LogStats['types'] => {
  const names = new Set(days.flatMap(({ types }) => [...types.keys()]));
  return [...names]
    .map((type) => ({ type, ...sumOf(days.flatMap(({ types }) => types.get(type) ?? [])) }))
    .toSorted((a, b) => b.events - a.events || (a.type < b.type ? -1 : 1));
};

const busiest = (hours: ReadonlyMap<string, number>): DayStats['busiestHour'] => {
  const [hour = '', events = 0] = [...hours].toSorted((a, b) => b[1] - a[1] || byName(a, b))[0] ?? [];
  return { hour: `${hour}:00`, events };
};

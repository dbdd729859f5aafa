import {
  type AppendOutcome,
  type EventCatalogue,
  type EventStore,
  type Head,
  NO_STREAM,
  type Recorded,
} from '@pagewright/kernel';
import { type PreparedEvent, prepare } from '../events/prepare.ts';
import type { Clock } from './clock.ts';
import { type Faults, maybeDelay } from './faults.ts';
import type { MemoryLog } from './log.ts';

const LATE_MS = 20;

/** The event store over a memory log, as honest as the broker and, under faults, as treacherous. */
export const createMemoryEventStore = (
  log: MemoryLog,
  { catalogue, faults, clock }: { readonly catalogue: EventCatalogue; readonly faults: Faults; readonly clock: Clock },
): EventStore => {
  const outcome = (events: readonly PreparedEvent[]): AppendOutcome => {
    const stored = log.append(events);
    return typeof stored === 'string' ? { status: stored } : { status: 'committed', events: stored };
  };
  const stream = (name: string): readonly Recorded[] => {
    const events = log.ofStream(name);
    return events.length > 0 && faults.strikes('stale-read') ? events.slice(0, -1) : events;
  };

  return {
    append: async (writes, meta) => {
      const events = prepare(writes, meta, catalogue);
      await maybeDelay(faults, clock);
      if (faults.strikes('request-lost')) return { status: 'unknown', cause: 'request lost' };
      if (faults.strikes('late')) {
        clock.after(LATE_MS, () => void log.append(events));
        return { status: 'unknown', cause: 'late' };
      }
      const result = outcome(events);
      await maybeDelay(faults, clock);
      return faults.strikes('ack-lost') ? { status: 'unknown', cause: 'ack lost' } : result;
    },
    load: async (name, after = NO_STREAM) => {
      await maybeDelay(faults, clock);
      const events = stream(name);
      const newer = events.filter(({ meta }) => meta.aggregateVersion > after.version);
      return { events: newer, head: newer.length > 0 ? headOf(newer) : after };
    },
    head: async (name) => {
      await maybeDelay(faults, clock);
      return headOf(stream(name));
    },
    endsAt: async (name, { version }) => {
      await maybeDelay(faults, clock);
      return headOf(log.ofStream(name)).version === version;
    },
    read: async (at) => {
      await maybeDelay(faults, clock);
      return log.at(at);
    },
    newest: async (kind, type) => {
      await maybeDelay(faults, clock);
      return log.newest(kind, type);
    },
  };
};

const headOf = (events: readonly Recorded[]): Head => {
  const last = events.at(-1);
  return last ? { position: last.meta.position, version: last.meta.aggregateVersion } : NO_STREAM;
};

import type { EventCatalogue } from '@pagewright/kernel';
import type { Broker } from '../broker.ts';
import { createSealer } from '../keys/sealer.ts';
import type { LocksOptions } from '../locks/locks.ts';
import type { QueueSpec } from '../topology/topology.ts';
import { createMemoryActivity } from './activity.ts';
import { createMemoryAnnouncements } from './announcements.ts';
import { type Clock, REAL_CLOCK } from './clock.ts';
import { createMemoryEventFeed } from './event-feed.ts';
import { createMemoryEventStore } from './event-store.ts';
import { createMemoryExpiringStore } from './expiring-store.ts';
import { type Faults, NO_FAULTS } from './faults.ts';
import { createMemoryKeys } from './keys.ts';
import { createMemoryLockBucket } from './locks.ts';
import { type MemoryLog, createMemoryLog } from './log.ts';
import { createMemoryOperatorLine } from './operator-line.ts';
import { createMemoryReactions } from './reactions.ts';
import { createMemoryScheduler } from './scheduler.ts';
import { createMemorySnapshots } from './snapshots.ts';
import { createMemoryVitals } from './vitals.ts';
import { createMemoryWorkQueue } from './work-queue.ts';

export interface MemoryBrokerOptions {
  readonly catalogue: EventCatalogue;
  readonly clock?: Clock;
  readonly faults?: Faults;
  /** Decides about the gaps between positions. */
  readonly seed?: number;
  readonly duplicateWindowMs?: number;
  readonly queues?: readonly QueueSpec[];
  readonly locks?: LocksOptions;
}

/** A whole broker in this process: the same ports, held to the same contracts, nothing kept. */
export const openMemoryBroker = (options: MemoryBrokerOptions): Broker & { readonly log: MemoryLog } => {
  const { catalogue, clock = REAL_CLOCK, faults = NO_FAULTS, seed = 1, duplicateWindowMs = 120_000 } = options;
  const log = createMemoryLog({ catalogue, duplicateWindowMs, now: () => clock.now(), seed, idsFirst: false });
  const surroundings = { clock, faults };
  const work = createMemoryWorkQueue({ ...surroundings, ...(options.queues && { queues: options.queues }) });
  const keys = createMemoryKeys();
  return {
    log,
    events: createMemoryEventStore(log, { catalogue, ...surroundings }),
    feed: createMemoryEventFeed(log, surroundings),
    snapshots: createMemorySnapshots(),
    reactions: createMemoryReactions(log, surroundings),
    locks: createMemoryLockBucket({ ...surroundings, ...options.locks }).connect(),
    work,
    scheduler: createMemoryScheduler(work, surroundings),
    keys,
    sealer: createSealer(keys),
    sessions: createMemoryExpiringStore(clock),
    activity: createMemoryActivity(clock),
    announcements: createMemoryAnnouncements(),
    operators: createMemoryOperatorLine(),
    vitals: createMemoryVitals(),
    isReachable: async () => true,
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
};

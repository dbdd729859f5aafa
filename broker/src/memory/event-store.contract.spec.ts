import type { EventCatalogue } from '@pagewright/kernel';
import { describeEventFeed } from '../../../test/contracts/event-feed.contract.ts';
import { type EventStoreUnderTest, describeEventStore } from '../../../test/contracts/event-store.contract.ts';
import { REAL_CLOCK } from './clock.ts';
import { createMemoryEventFeed } from './event-feed.ts';
import { createMemoryEventStore } from './event-store.ts';
import { type Faults, NO_FAULTS, randomFaults } from './faults.ts';
import { createMemoryLog } from './log.ts';

const make =
  (faults: Faults, idsFirst = false) =>
  async (catalogue: EventCatalogue): Promise<EventStoreUnderTest> => {
    const options = { duplicateWindowMs: 120_000, now: Date.now, seed: 7, idsFirst };
    const log = createMemoryLog({ ...options, catalogue });
    const open = (own: EventCatalogue) => {
      const view = own === catalogue ? log : log.readBy(own);
      return {
        store: createMemoryEventStore(view, { catalogue: own, faults, clock: REAL_CLOCK }),
        feed: createMemoryEventFeed(view, { faults, clock: REAL_CLOCK }),
      };
    };
    return { ...open(catalogue), reopen: async (own) => open(own), [Symbol.asyncDispose]: async () => undefined };
  };

for (const [name, faults, idsFirst] of [
  ['memory', NO_FAULTS, false],
  ['memory that looks at message ids first', NO_FAULTS, true],
  ['memory that loses answers', randomFaults(1, { 'ack-lost': 0.4 }), false],
  ['memory that loses requests', randomFaults(2, { 'request-lost': 0.4 }), false],
  ['memory that stores late', randomFaults(3, { late: 0.3 }), false],
  ['memory that answers late', randomFaults(4, { delay: 0.2 }), false],
  ['memory under all faults', randomFaults(5, { 'ack-lost': 0.2, 'request-lost': 0.1, late: 0.1, delay: 0.1 }), true],
] as const) {
  describeEventStore(name, make(faults, idsFirst));
  describeEventFeed(name, make(faults, idsFirst));
}

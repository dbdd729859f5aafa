import {
  type CommandContext,
  type EventStore,
  OutcomeUnknown,
  StreamContended,
  createAggregates,
  target,
} from '@pagewright/kernel';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AggregatesUnderTest, describeAggregates } from '../../../test/contracts/aggregates.contract.ts';
import {
  type LedgerCommand,
  context,
  freshId,
  freshLedger,
  ledgerCatalogue,
  ledgerDecider,
} from '../../../test/contracts/ledger.ts';
import { REAL_CLOCK } from './clock.ts';
import { createMemoryEventFeed } from './event-feed.ts';
import { createMemoryEventStore } from './event-store.ts';
import { type Fault, type Faults, NO_FAULTS, createRandom, faultAt, randomFaults } from './faults.ts';
import { createMemoryLog } from './log.ts';
import { createMemorySnapshots } from './snapshots.ts';

const open = (faults: Faults, idsFirst: boolean) => {
  let skew = 0;
  const log = createMemoryLog({
    catalogue: ledgerCatalogue,
    duplicateWindowMs: 1_000,
    now: () => Date.now() + skew,
    seed: 3,
    idsFirst,
  });
  return {
    log,
    store: createMemoryEventStore(log, { catalogue: ledgerCatalogue, faults, clock: REAL_CLOCK }),
    feed: createMemoryEventFeed(log, { faults, clock: REAL_CLOCK }),
    forgetIds: () => void (skew += 2_000),
  };
};

const make = (faults: Faults, idsFirst: boolean) => async (): Promise<AggregatesUnderTest> => {
  const { store, feed, forgetIds } = open(faults, idsFirst);
  return {
    store,
    feed,
    afterDuplicateWindow: async () => forgetIds(),
    restart: async () => forgetIds(),
    [Symbol.asyncDispose]: async () => undefined,
  };
};

for (const [name, faults, idsFirst] of [
  ['memory', NO_FAULTS, false],
  ['memory that looks at message ids first', NO_FAULTS, true],
  ['[BROKER 11.2] memory that loses answers', randomFaults(1, { 'ack-lost': 0.4 }), false],
  ['[BROKER 11.2] memory that loses answers and looks at ids first', randomFaults(6, { 'ack-lost': 0.4 }), true],
  ['memory that loses requests', randomFaults(2, { 'request-lost': 0.4 }), false],
  ['memory that stores late', randomFaults(3, { late: 0.3 }), false],
  ['memory that answers late', randomFaults(4, { delay: 0.2 }), false],
] as const) {
  describeAggregates(name, make(faults, idsFirst));
}

const add = (amount: number, times = 1): LedgerCommand => ({ type: 'Add', data: { amount, note: '', times } });
const begin: LedgerCommand = { type: 'Open', data: { owner: 'ada' } };

describe('handleCommand on a treacherous store', () => {
  it('[BROKER 11.2] stores one event when the answer is lost, and answers with it', async () => {
    const { store } = open(faultAt('ack-lost', 0), false);
    const stream = freshLedger();
    const result = await createAggregates(store).handleCommand(target(stream, ledgerDecider, begin), context(begin));
    expect(result).toMatchObject({ repeated: true, events: [{ type: 'Opened' }] });
    expect((await store.load(stream)).events).toEqual(result.events);
  });

  it('says that the outcome is unknown while nothing answers, and finds out later with the same id', async () => {
    const stream = freshLedger();
    const silent = open(randomFaults(1, { 'ack-lost': 1 }), false);
    const deaf: EventStore = {
      ...silent.store,
      load: async (name, after) => {
        const loaded = await silent.store.load(name, after);
        return { events: [], head: after ?? { ...loaded.head, position: loaded.head.position, version: 0 } };
      },
    };
    const once = { ...context(begin), timeoutMs: 30 };
    const first = createAggregates(deaf).handleCommand(target(stream, ledgerDecider, begin), once);
    await expect(first).rejects.toThrow(OutcomeUnknown);
    const later = await createAggregates(silent.store).handleCommand(target(stream, ledgerDecider, begin), once);
    expect(later).toMatchObject({ repeated: true, events: [{ type: 'Opened' }] });
    expect((await silent.store.load(stream)).events).toHaveLength(1);
  });

  it('does not say "nothing was stored" of a command whose own late append it ran into', async () => {
    const { store } = open(faultAt('ack-lost', 0), false);
    const stream = freshLedger();
    let looks = 0;
    // Looking stays blind after the lost answer, so that all it meets are conflicts with itself.
    const blind: EventStore = {
      ...store,
      load: async (name, after) =>
        (looks += 1) === 1 ? store.load(name, after) : { events: [], head: after ?? (await store.head(name)) },
    };
    const once = { ...context(begin), timeoutMs: 40 };
    const failure = await createAggregates(blind)
      .handleCommand(target(stream, ledgerDecider, begin), once)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(OutcomeUnknown);
    expect(failure).not.toBeInstanceOf(StreamContended);
  });

  it('lets nobody wait for his turn beyond his own time', async () => {
    const { store } = open(NO_FAULTS, false);
    let asked = 0;
    const silent: EventStore = {
      ...store,
      append: async () => {
        asked += 1;
        await new Promise((resolve) => setTimeout(resolve, 60));
        return { status: 'unknown', cause: 'no answer' };
      },
    };
    const aggregates = createAggregates(silent);
    const one = target(freshLedger(), ledgerDecider, begin);
    const ends = await Promise.allSettled(
      Array.from({ length: 5 }, () => aggregates.handleCommand(one, { ...context(begin), timeoutMs: 50 })),
    );
    const names = ends.map((end) => (end.status === 'rejected' ? end.reason.name : 'answered'));
    expect(names).toEqual(['OutcomeUnknown', ...Array.from({ length: 4 }, () => 'StreamContended')]);
    expect(asked).toBe(1);
  });

  it('loses no command and does none twice, whatever happens to the answers', async () => {
    const faulty = fc.record({
      'ack-lost': fc.double({ min: 0, max: 0.4, noNaN: true }),
      'request-lost': fc.double({ min: 0, max: 0.3, noNaN: true }),
      late: fc.double({ min: 0, max: 0.2, noNaN: true }),
      delay: fc.double({ min: 0, max: 0.1, noNaN: true }),
      'stale-read': fc.double({ min: 0, max: 0.3, noNaN: true }),
    } satisfies Partial<Record<Fault, fc.Arbitrary<number>>>);
    await fc.assert(
      fc.asyncProperty(faulty, fc.integer(), fc.boolean(), async (shares, seed, idsFirst) => {
        const { store, log } = open(randomFaults(seed, shares), idsFirst);
        const random = createRandom(seed);
        const streams = [freshLedger(), freshLedger()] as const;
        const keeping = { snapshots: createMemorySnapshots(), keeping: { every: 2, pauseMs: 0 } };
        const processes = [createAggregates(store), createAggregates(store, keeping), createAggregates(store, keeping)];
        const patiently = (command: unknown, id: string): CommandContext => ({
          ...context(command, id),
          timeoutMs: 60_000,
        });
        // A stale read may end in a "no" that is not true; the client asks again with the same id.
        const send = async (command: LedgerCommand, id: string, both: boolean): Promise<void> => {
          // One in four is sent to a process that has just begun.
          const process = processes[Math.floor(random() * 4)] ?? createAggregates(store, keeping);
          const targets = (both ? streams : streams.slice(0, 1)).map((name) => target(name, ledgerDecider, command));
          try {
            await process.handleCommands(targets, patiently(command, id));
          } catch (error) {
            if (!shares['stale-read']) throw error;
            await send(command, id, both);
          }
        };
        await send(begin, freshId(), true);
        const ids = Array.from({ length: 12 }, freshId);
        await Promise.all(
          ids.flatMap((id, index) => [0, 1].map(() => send(add(index, (index % 2) + 1), id, index % 3 === 0))),
        );
        for (const [which, stream] of streams.entries()) {
          const events = log.ofStream(stream);
          expect(events.map(({ meta }) => meta.aggregateVersion)).toEqual(events.map((_, index) => index + 1));
          for (const [index, id] of ids.entries()) {
            const own = events.filter(({ meta }) => meta.commandId === id);
            expect(own).toHaveLength(which === 0 || index % 3 === 0 ? (index % 2) + 1 : 0);
          }
        }
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

import {
  type CommandContext,
  type CommandId,
  type EventId,
  type EventStore,
  type Head,
  NO_STREAM,
  type Snapshot,
  type Snapshots,
  type StreamName,
  createAggregates,
  position,
  target,
} from '@pagewright/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { type Ledger, type LedgerCommand, context, freshId, freshLedger, ledgerDecider } from './ledger.ts';

export interface SnapshotsUnderTest extends AsyncDisposable {
  readonly snapshots: Snapshots;
  readonly store: EventStore;
}

const EVERY = 8;

/** A cache of snapshots, and what `Aggregates` make of it: quicker, and never otherwise than without. */
export const describeSnapshots = (name: string, make: () => Promise<SnapshotsUnderTest>): void => {
  describe(`snapshots: ${name}`, () => {
    let subject: SnapshotsUnderTest;
    let snapshots: Snapshots;
    beforeAll(async () => {
      subject = await make();
      snapshots = subject.snapshots;
    });
    afterAll(() => subject[Symbol.asyncDispose]());

    const snapshot = (version: number, state: unknown): Snapshot => ({
      stateVersion: 1,
      head: { position: position(version * 3), version },
      lastEvent: `c${version}:0` as EventId,
      state,
      commands: Array.from({ length: version }, (_, index) => ({
        id: freshId() as CommandId,
        positions: [position(index + 1)],
        time: '2026-01-01T00:00:00.000Z',
      })),
    });

    const keeping = { every: EVERY, pauseMs: 0 };
    const newProcess = () => createAggregates(subject.store, { snapshots, keeping });
    const on = (stream: StreamName, command: LedgerCommand) => target(stream, ledgerDecider, command);
    const open: LedgerCommand = { type: 'Open', data: { owner: 'ada' } };
    const add = (amount: number): LedgerCommand => ({ type: 'Add', data: { amount, note: 'ä' } });
    const patiently = (command: unknown, id?: string): CommandContext => ({
      ...context(command, id),
      timeoutMs: 60_000,
    });

    /** A ledger of so many events, and a snapshot of it not more than `EVERY` behind. */
    const grown = async (events: number, ids: readonly string[] = []): Promise<StreamName> => {
      const [stream, process] = [freshLedger(), newProcess()];
      await process.handleCommand(on(stream, open), patiently(open));
      for (let index = 1; index < events; index += 1) {
        await process.handleCommand(on(stream, add(index)), patiently(add(index), ids[index]));
      }
      await waitFor(async () => ((await snapshots.find(stream))?.head.version ?? 0) > events - EVERY, {
        what: 'a snapshot near the head',
      });
      return stream;
    };

    /** The store, and from which head of a stream it was asked to load. */
    const watched = () => {
      const loads: Head[] = [];
      const store: EventStore = {
        ...subject.store,
        load: (stream, after = NO_STREAM) => {
          loads.push(after);
          return subject.store.load(stream, after);
        },
      };
      return { store, loads };
    };

    it('gives back the newest of a stream, whole, and none of another', async () => {
      const stream = freshLedger();
      expect(await snapshots.find(stream)).toBeUndefined();
      const digest = 'ab'.repeat(32);
      const versions = Array.from({ length: 40 }, (_, index) => ({
        number: index,
        tree: digest,
        note: index % 2 ? null : { sealed: 'ü\0"', key: 'k' },
      }));
      const state = { name: 'Läden', versions, few: [1, 2], nested: { empty: [], none: null }, count: 0 };
      await snapshots.keep(stream, snapshot(4, { older: true }));
      const newest = snapshot(80, state);
      await snapshots.keep(stream, newest);
      expect(await snapshots.find(stream)).toEqual(newest);
      expect(await snapshots.find(freshLedger())).toBeUndefined();
    });

    it.each([null, [], [1, 2], 'text', 0, true])('keeps the state %j too', async (state) => {
      const stream = freshLedger();
      await snapshots.keep(stream, snapshot(1, state));
      expect((await snapshots.find(stream))?.state).toEqual(state);
    });

    it('opens a cold stream from its snapshot and reads only what came after', async () => {
      const stream = await grown(3 * EVERY + 3);
      const { store, loads } = watched();
      const { state, head } = await createAggregates(store, { snapshots, keeping }).read(stream, ledgerDecider);
      expect(loads).toHaveLength(1);
      expect(loads[0]?.version).toBeGreaterThan(2 * EVERY);
      const without = await createAggregates(subject.store).read(stream, ledgerDecider);
      expect({ state, head }).toEqual(without);
    });

    it('finds a repeated command in a snapshot, and answers as it was answered', async () => {
      const ids = Array.from({ length: 3 * EVERY }, freshId);
      const stream = await grown(3 * EVERY, ids);
      const { store, loads } = watched();
      const process = createAggregates(store, { snapshots, keeping });
      const again = await process.handleCommand(on(stream, add(2)), patiently(add(2), ids[2]));
      expect(again).toMatchObject({ repeated: true, events: [{ data: { amount: 2 }, meta: { aggregateVersion: 3 } }] });
      expect(loads[0]?.version).toBeGreaterThan(EVERY);
      expect((await subject.store.head(stream)).version).toBe(3 * EVERY);
    });

    it('is made anew by a program whose states are of another version, and never used by it', async () => {
      const stream = await grown(2 * EVERY);
      const doubled = {
        ...ledgerDecider,
        stateVersion: 2,
        initialState: (): Ledger => ({ ...ledgerDecider.initialState(), sum: 1_000 }),
      };
      const process = newProcess();
      const { state } = await process.read(stream, doubled);
      expect(state.sum).toBe(1_000 + sumTo(2 * EVERY - 1));
      await waitFor(async () => (await snapshots.find(stream))?.stateVersion === 2, {
        what: 'a snapshot of version 2',
      });
      expect((await newProcess().read(stream, ledgerDecider)).state.sum).toBe(sumTo(2 * EVERY - 1));
    });

    it.each([
      ['ends with an event of another log', (real: Snapshot) => ({ ...real, lastEvent: 'somebody:0' as EventId })],
      [
        'has a head that the log has not reached',
        ({ head, ...real }: Snapshot) => ({ ...real, head: { ...head, position: position(head.position + 10_000) } }),
      ],
      [
        'counts otherwise than the log',
        ({ head, ...real }: Snapshot) => ({ ...real, head: { ...head, version: head.version - 1 } }),
      ],
    ])('is not believed where it %s', async (_what, change) => {
      const stream = await grown(2 * EVERY);
      const real = await snapshots.find(stream);
      if (!real) throw new Error('there is no snapshot');
      const lie: Ledger = { open: true, sum: -1, count: -1, claimedBy: undefined };
      await snapshots.keep(stream, { ...change(real), state: lie });
      const process = newProcess();
      expect((await process.read(stream, ledgerDecider)).state.sum).toBe(sumTo(2 * EVERY - 1));
      await process.handleCommand(on(stream, add(5)), patiently(add(5)));
      expect((await subject.store.head(stream)).version).toBe(2 * EVERY + 1);
    });

    it('is not missed by a command when it cannot be read or written', async () => {
      const stream = await grown(2 * EVERY);
      const failures: unknown[] = [];
      const broken: Snapshots = {
        find: async () => {
          throw new Error('no bucket');
        },
        keep: async () => {
          throw new Error('no room');
        },
      };
      const process = createAggregates(subject.store, {
        snapshots: broken,
        keeping: { ...keeping, onFailure: (_stream, error) => failures.push(error) },
      });
      await process.handleCommand(on(stream, add(1)), patiently(add(1)));
      expect((await process.read(stream, ledgerDecider)).state.count).toBe(2 * EVERY);
      await waitFor(() => failures.length > 0, { what: 'the failure to be told' });
    });
  });
};

const sumTo = (count: number): number => (count * (count + 1)) / 2;

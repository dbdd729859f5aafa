import {
  BEGINNING,
  type EventCatalogue,
  type FeedBatch,
  type FeedOptions,
  HistoryLost,
  type Position,
  type Recorded,
  UnreadableEvent,
  streamName,
} from '@pagewright/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EventStoreUnderTest, settle } from './event-store.contract.ts';
import { added, earlierCatalogue, freshId, freshLedger, ledgerCatalogue, opened } from './ledger.ts';

/** What every reader of the log can count on. */
export const describeEventFeed = (
  name: string,
  make: (catalogue: EventCatalogue) => Promise<EventStoreUnderTest>,
): void => {
  describe(`event feed: ${name}`, () => {
    let subject: EventStoreUnderTest;
    beforeAll(async () => {
      subject = await make(ledgerCatalogue);
    });
    afterAll(() => subject[Symbol.asyncDispose]());

    const append = async (count: number): Promise<readonly Recorded[]> => {
      const all: Recorded[] = [];
      while (all.length < count) {
        const stream = freshLedger();
        const { head } = await subject.store.load(stream);
        const events = Array.from({ length: Math.min((all.length % 3) + 1, count - all.length) }, () => opened());
        const stored = await settle(subject.store, [{ stream, expected: head, events }]);
        if (stored !== 'conflict') all.push(...stored);
      }
      return all;
    };
    const note = async () => {
      const stream = streamName('anything', freshId());
      const events = [{ type: 'Noted', data: {} }];
      const stored = await settle(subject.store, [{ stream, expected: { position: BEGINNING, version: 0 }, events }]);
      if (stored === 'conflict' || !stored[0]) throw new Error('not stored');
      return stored[0].meta.position;
    };
    /** Batches until the predicate holds. */
    const readUntil = async (options: FeedOptions, enough: (batches: readonly FeedBatch[]) => boolean) => {
      const batches: FeedBatch[] = [];
      for await (const batch of subject.feed.subscribe(options)) {
        batches.push(batch);
        if (enough(batches)) break;
      }
      return batches;
    };
    const reached = (position: Position) => (batches: readonly FeedBatch[]) =>
      (batches.at(-1)?.position ?? 0) >= position;
    const eventsOf = (batches: readonly FeedBatch[]) => batches.flatMap(({ events }) => events);

    it('tells at once that nothing is newer than the last position', async () => {
      await append(1);
      const after = await subject.feed.last();
      const batches = await readUntil({ after }, () => true);
      expect(batches).toMatchObject([{ events: [], position: after, caughtUp: true }]);
    });

    it('delivers what was there and what comes, in order, without a gap or a repeat', async () => {
      const after = await subject.feed.last();
      const before = await append(20);
      const reading = readUntil({ after, maxBatch: 7 }, (batches) => eventsOf(batches).length >= 40);
      const later = await append(20);
      const batches = await reading;
      expect(eventsOf(batches)).toEqual([...before, ...later]);
      expect(batches.every(({ events }) => events.length <= 7)).toBe(true);
      const positions = batches.map(({ position }) => position);
      expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    });

    it('misses nothing for a reader that was restored to an older state', async () => {
      const after = await subject.feed.last();
      const all = await append(30);
      const end = await subject.feed.last();
      for (const restored of [0, 1, 13, 29]) {
        const from = restored === 0 ? after : (all[restored - 1]?.meta.position ?? after);
        expect(eventsOf(await readUntil({ after: from }, reached(end)))).toEqual(all.slice(restored));
      }
    });

    it('says when the reader has caught up', async () => {
      const after = await subject.feed.last();
      await append(12);
      const end = await subject.feed.last();
      const batches = await readUntil({ after, maxBatch: 5 }, (seen) => seen.at(-1)?.caughtUp === true);
      expect(batches.at(-1)?.position).toBe(end);
      expect(eventsOf(batches)).toHaveLength(12);
    });

    it('moves the position over events of other kinds, and delivers none of them', async () => {
      const after = await subject.feed.last();
      const [first] = await append(1);
      const other = await note();
      const batches = await readUntil({ after, kinds: ['ledger'] }, reached(other));
      expect(eventsOf(batches)).toEqual([first]);
      expect(batches.at(-1)?.position).toBe(other);
    });

    it('begins from the beginning for a reader that has none', async () => {
      await append(1);
      const [batch] = await readUntil({ after: BEGINNING, maxBatch: 1 }, (seen) => eventsOf(seen).length > 0);
      expect(batch?.events[0]?.meta.aggregateVersion).toBe(1);
    });

    it('knows the oldest event', async () => {
      await append(1);
      const first = await subject.feed.first();
      const [batch] = await readUntil({ after: BEGINNING, maxBatch: 1 }, (seen) => eventsOf(seen).length > 0);
      expect(first).toEqual(batch?.events[0]);
    });

    it('[BROKER 11.11] stops when the log ends before the reader’s position', async () => {
      const last = await subject.feed.last();
      const reading = readUntil({ after: (last + 10) as Position }, () => true);
      await expect(reading).rejects.toThrow(HistoryLost);
    });

    it('stops at an event that it cannot read, having delivered all before it', async () => {
      const after = await subject.feed.last();
      const before = await append(5);
      const stream = freshLedger();
      const events = [opened(), added()];
      await settle(subject.store, [{ stream, expected: { position: BEGINNING, version: 0 }, events }]);
      await append(3);
      const earlier = await subject.reopen(earlierCatalogue);
      const seen: FeedBatch[] = [];
      const read = async (kinds: readonly string[]) => {
        for await (const batch of earlier.feed.subscribe({ after, kinds })) {
          seen.push(batch);
          if (batch.caughtUp) return batch.position;
        }
        return undefined;
      };
      await expect(read(['ledger'])).rejects.toThrow(UnreadableEvent);
      expect(eventsOf(seen)).toHaveLength(before.length + 1);
      expect(seen.at(-1)?.position).toBe(eventsOf(seen).at(-1)?.meta.position);
      expect(await read(['anything'])).toBe(await subject.feed.last());
    });

    it('ends when it is told to, also while it waits', async () => {
      const end = new AbortController();
      const seen: FeedBatch[] = [];
      for await (const batch of subject.feed.subscribe({ after: await subject.feed.last(), signal: end.signal })) {
        seen.push(batch);
        queueMicrotask(() => end.abort());
      }
      expect(seen.length).toBeGreaterThanOrEqual(1);
    });
  });
};

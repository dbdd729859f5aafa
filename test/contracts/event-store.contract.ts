import {
  type AppendMeta,
  type EventCatalogue,
  type EventFeed,
  type EventStore,
  EventTooLarge,
  InvalidEvent,
  MAX_APPEND_EVENTS,
  NO_STREAM,
  type Recorded,
  type StreamName,
  type StreamWrite,
  UnknownEvent,
  UnreadableEvent,
} from '@pagewright/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  added,
  appendMeta,
  earlierCatalogue,
  freshId,
  freshLedger,
  laterCatalogue,
  ledgerCatalogue,
  opened,
} from './ledger.ts';

export interface EventStoreUnderTest extends AsyncDisposable {
  readonly store: EventStore;
  readonly feed: EventFeed;
  /** Whether it refuses message ids that it has stored, whatever is expected; true unless told. */
  readonly remembersIds?: boolean;
  /** The same log seen by another program. */
  reopen(catalogue: EventCatalogue): Promise<{ readonly store: EventStore; readonly feed: EventFeed }>;
}

/** What every event store keeps to, however often its answers get lost. */
export const describeEventStore = (
  name: string,
  make: (catalogue: EventCatalogue) => Promise<EventStoreUnderTest>,
): void => {
  describe(`event store: ${name}`, () => {
    let subject: EventStoreUnderTest;
    let store: EventStore;
    beforeAll(async () => {
      subject = await make(ledgerCatalogue);
      store = subject.store;
    });
    afterAll(() => subject[Symbol.asyncDispose]());

    it('gives back what was appended, in order, with the head it ends at', async () => {
      const stream = freshLedger();
      const meta = { ...appendMeta(), traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
      const events = await surely(store, [{ stream, expected: NO_STREAM, events: [opened(), added(2, 'two')] }], meta);
      expect(events.map(({ meta: { id, aggregateVersion } }) => [id, aggregateVersion])).toEqual([
        [`${meta.commandId}:0`, 1],
        [`${meta.commandId}:1`, 2],
      ]);
      const loaded = await store.load(stream);
      expect(loaded.events).toEqual(events);
      expect(loaded.head).toEqual({ position: events[1]?.meta.position, version: 2 });
      expect(loaded.events[0]?.meta).toMatchObject({ stream, schemaVersion: 1, ...meta });
      expect(await store.head(stream)).toEqual(loaded.head);
      const ends = [NO_STREAM, { ...loaded.head, version: 1 }, loaded.head].map((head) => store.endsAt(stream, head));
      expect(await Promise.all(ends)).toEqual([false, false, true]);
    });

    it('keeps what an event follows from where that is not what its command follows from', async () => {
      const stream = freshLedger();
      const [meta, cause] = [appendMeta(), { correlationId: 'the wish', causationId: 'the request:0' }];
      const events = [opened(), { ...added(2, 'two'), cause }];
      await surely(store, [{ stream, expected: NO_STREAM, events }], meta);
      const stored = (await store.load(stream)).events;
      expect(stored[0]?.meta).toMatchObject({ correlationId: meta.correlationId, causationId: meta.causationId });
      expect(stored[1]?.meta).toMatchObject(cause);
      expect(Object.keys(stored[1] ?? {}).toSorted()).toEqual(['data', 'meta', 'type']);
    });

    it('has no events and no head for a stream that never was', async () => {
      const stream = freshLedger();
      expect(await store.load(stream)).toEqual({ events: [], head: NO_STREAM });
      expect(await store.head(stream)).toEqual(NO_STREAM);
      expect(await store.endsAt(stream, NO_STREAM)).toBe(true);
    });

    it('[BROKER 11.1] lets exactly one of a hundred writers with the same expectation in', async () => {
      const stream = freshLedger();
      const outcomes = await Promise.all(
        Array.from({ length: 100 }, async () => {
          const meta = appendMeta();
          const won = await settle(store, [{ stream, expected: NO_STREAM, events: [opened(freshId())] }], meta);
          return won === 'conflict' ? won : 'committed';
        }),
      );
      expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(1);
      expect((await store.load(stream)).head.version).toBe(1);
    });

    it('[BROKER 11.1] lets one of fifty in where single events and batches compete', async () => {
      const stream = freshLedger();
      await surely(store, [{ stream, expected: NO_STREAM, events: [opened()] }]);
      const { head } = await store.load(stream);
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          settle(store, [{ stream, expected: head, events: index % 2 ? [added()] : [added(), added(), added()] }]),
        ),
      );
      const won = outcomes.filter((outcome) => outcome !== 'conflict');
      expect(won).toHaveLength(1);
      expect((await store.load(stream, head)).events).toEqual(won[0]);
    });

    it('stores nothing of an append over two streams when one head has moved', async () => {
      const [one, two] = [freshLedger(), freshLedger()];
      await surely(store, [{ stream: two, expected: NO_STREAM, events: [opened()] }]);
      const outcome = await settle(store, [
        { stream: one, expected: NO_STREAM, events: [opened(), added()] },
        { stream: two, expected: NO_STREAM, events: [opened()] },
      ]);
      expect(outcome).toBe('conflict');
      expect((await store.load(one)).head).toEqual(NO_STREAM);
      expect((await store.load(two)).head.version).toBe(1);
    });

    it('counts the versions of each stream of one append by itself', async () => {
      const [one, two] = [freshLedger(), freshLedger()];
      await surely(store, [{ stream: one, expected: NO_STREAM, events: [opened()] }]);
      const { head } = await store.load(one);
      const events = await surely(store, [
        { stream: one, expected: head, events: [added(1), added(2)] },
        { stream: two, expected: NO_STREAM, events: [opened(), added(3)] },
      ]);
      expect(events.map(({ meta }) => [meta.stream, meta.aggregateVersion])).toEqual([
        [one, 2],
        [one, 3],
        [two, 1],
        [two, 2],
      ]);
      expect((await store.load(one, head)).events).toEqual(events.slice(0, 2));
      expect((await store.load(two)).events).toEqual(events.slice(2));
    });

    it.each([
      [40, 1],
      [40, 300],
      [130, 1],
    ])('loads %i events that lie among those of other streams, %i at a time, after any head', async (count, noise) => {
      const stream = freshLedger();
      const all: Recorded[] = [];
      for (let round = 0; all.length < count; round += 1) {
        const write = {
          stream,
          expected: headOf(all),
          events: Array.from({ length: (round % 4) + 1 }, () => added(round)),
        };
        const others = {
          stream: freshLedger(),
          expected: NO_STREAM,
          events: Array.from({ length: noise }, () => added()),
        };
        const events = await surely(store, [[write], [write, others], [others, write]][round % 3] ?? []);
        all.push(...events.filter(({ meta }) => meta.stream === stream));
      }
      expect((await store.load(stream)).events).toEqual(all);
      expect(await store.load(stream, NO_STREAM, await store.head(stream))).toEqual({ events: all, head: headOf(all) });
      for (const version of [1, 7, all.length - 1, all.length]) {
        const loaded = await store.load(stream, headOf(all.slice(0, version)));
        expect(loaded).toEqual({ events: all.slice(version), head: headOf(all) });
      }
    });

    it('never stores the same message ids twice while it remembers them', async () => {
      const stream = freshLedger();
      const meta = appendMeta();
      await surely(store, [{ stream, expected: NO_STREAM, events: [opened()] }], meta);
      const { head } = await store.load(stream);
      if (subject.remembersIds === false) {
        // It answers a repeat of the same append by what it stored then.
        const first = await store.load(stream);
        const again = await answered(() => store.append([{ stream, expected: NO_STREAM, events: [opened()] }], meta));
        expect(again).toEqual({ status: 'committed', events: first.events });
      } else {
        for (const events of [[added()], [added(), added()]]) {
          const outcome = await answered(() => store.append([{ stream, expected: head, events }], meta));
          expect(outcome.status).toBe('duplicate');
        }
      }
      expect((await store.load(stream)).head).toEqual(head);
    });

    it('reads the event at a position, and none where there is none', async () => {
      const stream = freshLedger();
      const [event] = await surely(store, [{ stream, expected: NO_STREAM, events: [opened()] }]);
      if (!event) throw new Error('nothing was stored');
      expect(await store.read(event.meta.position)).toEqual(event);
      expect(await store.read((event.meta.position + 1_000_000) as typeof event.meta.position)).toBeUndefined();
      expect(await store.read(NO_STREAM.position)).toBeUndefined();
    });

    it('reads the newest event of a type, whatever lies around it that this program does not know', async () => {
      const [one, two] = [freshLedger(), freshLedger()];
      await surely(store, [{ stream: one, expected: NO_STREAM, events: [opened('first')] }]);
      await surely(store, [{ stream: two, expected: NO_STREAM, events: [opened('second'), added()] }]);
      const earlier = await subject.reopen(earlierCatalogue);
      expect(await earlier.store.newest('ledger', 'Opened')).toMatchObject({
        data: { owner: 'second' },
        meta: { stream: two },
      });
      expect(await earlier.store.newest('ledger', 'NeverHappened')).toBeUndefined();
      expect(await earlier.store.newest('nothing', 'Opened')).toBeUndefined();
    });

    it('upcasts what an earlier program stored, and says which version it was stored in', async () => {
      const stream = freshLedger();
      await surely(store, [{ stream, expected: NO_STREAM, events: [opened(), added(5, 'five')] }]);
      const later = await subject.reopen(laterCatalogue);
      const { events } = await later.store.load(stream);
      expect(events[1]).toMatchObject({
        data: { amount: 5, note: 'five', currency: 'EUR' },
        meta: { schemaVersion: 1 },
      });
    });

    it('stops at an event that this program does not know, naming its position', async () => {
      const stream = freshLedger();
      const events = await surely(store, [{ stream, expected: NO_STREAM, events: [opened(), added()] }]);
      const earlier = await subject.reopen(earlierCatalogue);
      const failure = await earlier.store.load(stream).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(UnreadableEvent);
      expect((failure as UnreadableEvent).cause).toBeInstanceOf(UnknownEvent);
      expect((failure as UnreadableEvent).message).toContain(String(events[1]?.meta.position));
    });

    it('[BROKER 11.24] keeps any text of ids and names as it is, and lets none become a header', async () => {
      const stream = freshLedger();
      const nasty = ' ä "%41" \r\nNats-Rollup: all\r\n\r\n 😀 ';
      const meta = {
        ...appendMeta(),
        correlationId: nasty,
        causationId: `%${nasty}%0`,
        actor: nasty as AppendMeta['actor'],
      };
      await surely(store, [{ stream, expected: NO_STREAM, events: [opened(nasty.trim())] }], meta);
      const { events } = await store.load(stream);
      expect(events).toHaveLength(1);
      expect(events[0]?.meta).toMatchObject({ correlationId: nasty, causationId: `%${nasty}%0`, actor: nasty });
      expect(events[0]?.data).toEqual({ owner: nasty.trim() });
    });

    describe('stores nothing and says so', () => {
      const refuses = async (writes: readonly StreamWrite[], failure: unknown, meta = appendMeta()) => {
        const before = await subject.feed.last();
        await expect(store.append(writes, meta)).rejects.toThrow(failure as Error);
        expect(await subject.feed.last()).toBe(before);
      };
      const noted = (data: unknown): readonly StreamWrite[] => [
        {
          stream: `anything.${freshId()}` as StreamName,
          expected: NO_STREAM,
          events: [{ type: 'Noted', data: data as object }],
        },
      ];

      it.each(['*', '>', 'a.b', '../x', 'ä', '', 'x'.repeat(65), 'a\r\nb', 'a\u0000', ' '])(
        '[BROKER 0.12] [BROKER 11.23] for the id %j, wherever it stands',
        async (id) => {
          const write = { expected: NO_STREAM, events: [opened()] };
          const message = /must be 1 to 64|is not a stream name/;
          await refuses([{ stream: `ledger.${id}` as StreamName, ...write }], message);
          await refuses([{ stream: `${id}.x` as StreamName, ...write }], message);
          await refuses([{ stream: freshLedger(), ...write }], message, appendMeta(id));
          await refuses(
            [{ stream: freshLedger(), expected: NO_STREAM, events: [{ type: id, data: {} }] }],
            /No schema|must be 1 to 64/,
          );
        },
      );

      it('[BROKER 11.5] for more events than one append holds, and for none', async () => {
        const write = (count: number) => [
          { stream: freshLedger(), expected: NO_STREAM, events: Array.from({ length: count }, () => added()) },
        ];
        await refuses(write(1_001), RangeError);
        await refuses(write(MAX_APPEND_EVENTS + 1), RangeError);
        await refuses(write(0), RangeError);
        await refuses([], RangeError);
      });

      it('[BROKER 11.26] for an envelope that is too long, and for a time that is none', async () => {
        const write = { stream: freshLedger(), expected: NO_STREAM, events: [opened()] };
        await refuses([write], RangeError, { ...appendMeta(), correlationId: 'x'.repeat(64 * 1024) });
        await refuses([write], RangeError, { ...appendMeta(), time: 'yesterday' });
      });

      it('for a stream that is named twice', async () => {
        const write = { stream: freshLedger(), expected: NO_STREAM, events: [opened()] };
        await refuses([write, write], RangeError);
      });

      it('for an event of no known type, and for data that does not fit', async () => {
        const stream = freshLedger();
        await refuses([{ stream, expected: NO_STREAM, events: [{ type: 'Unheard', data: {} }] }], UnknownEvent);
        await refuses([{ stream, expected: NO_STREAM, events: [{ type: 'Opened', data: {} }] }], InvalidEvent);
      });

      it('[BROKER 11.26] for data that is too large', async () => {
        await refuses(noted({ text: 'x'.repeat(48 * 1024) }), EventTooLarge);
        await refuses(noted({ text: 'ä'.repeat(24 * 1024) }), EventTooLarge);
      });

      it('[BROKER 11.26] for JSON ten thousand deep', async () => {
        let deep: unknown = 'bottom';
        for (let level = 0; level < 10_000; level += 1) deep = [deep];
        await refuses(noted({ deep }), InvalidEvent);
      });

      it.each([
        ['a key __proto__', JSON.parse('{"__proto__":{"admin":true}}') as unknown],
        ['half a surrogate pair', { text: 'a\ud800b' }],
        ['half a surrogate pair in a key', { ['\udc00']: 1 }],
        ['U+0000', { text: 'a\u0000b' }],
        ['a number that JSON does not know', { number: Number.NaN }],
        ['a function', { call: () => 1 }],
        ['a date', { at: new Date(0) }],
      ])('[BROKER 11.26] for %s', async (_what, data) => {
        await refuses(noted({ inner: [data] }), InvalidEvent);
        expect(({} as { admin?: boolean }).admin).toBeUndefined();
      });
    });
  });
};

/** Appends as `handleCommand` does: an unknown outcome is settled by reading, and retried with the same expectation. */
export const settle = async (
  store: EventStore,
  writes: readonly StreamWrite[],
  meta: AppendMeta = appendMeta(),
): Promise<readonly Recorded[] | 'conflict'> => {
  for (let tries = 0; tries < 500; tries += 1) {
    const outcome = await store.append(writes, meta);
    if (outcome.status === 'committed') return outcome.events;
    const loaded = await Promise.all(writes.map(({ stream, expected }) => store.load(stream, expected)));
    const own = loaded.flatMap(({ events }) => events.filter((event) => event.meta.commandId === meta.commandId));
    if (own.length > 0) return own;
    if (writes.some(({ expected }, index) => loaded[index]?.head.version !== expected.version)) return 'conflict';
    if (outcome.status === 'duplicate') throw new Error('a duplicate of nothing');
  }
  throw new Error('neither stored nor refused in 500 attempts');
};

const surely = async (store: EventStore, writes: readonly StreamWrite[], meta?: AppendMeta) => {
  const events = await settle(store, writes, meta);
  if (events === 'conflict') throw new Error('somebody else has written');
  return events;
};

const answered = async (append: () => ReturnType<EventStore['append']>) => {
  for (;;) {
    const outcome = await append();
    if (outcome.status !== 'unknown') return outcome;
  }
};

const headOf = (events: readonly Recorded[]) => {
  const last = events.at(-1);
  return last ? { position: last.meta.position, version: last.meta.aggregateVersion } : NO_STREAM;
};

import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type EventFeed,
  type EventStore,
  HistoryLost,
  NO_STREAM,
  type Position,
  type Recorded,
} from '@pagewright/kernel';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settle } from '../../../test/contracts/event-store.contract.ts';
import { freshLedger, ledgerCatalogue, opened } from '../../../test/contracts/ledger.ts';
import { type NatsServer, natsServer } from '../../../test/support/nats-server.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import { BrokerGone, connect } from '../connection/connect.ts';
import { readInOrder } from '../ordered-reader.ts';
import { EVENTS_STREAM } from '../subjects.ts';
import { applyTopology } from '../topology/apply-topology.ts';
import { createEventFeed } from './event-feed.ts';
import { createEventStore } from './event-store.ts';
import { headerBlockOf, headerText } from './header-block.ts';

describe('the feed over outages of the broker', () => {
  let server: NatsServer;
  let nc: NatsConnection;
  let store: EventStore;
  let feed: EventFeed;
  beforeEach(async () => {
    server = await natsServer();
    nc = await connect({ url: server.url, name: 'feed', timeoutMs: 500 });
    await applyTopology(nc, { replicas: 1 });
    store = await createEventStore(nc, { catalogue: ledgerCatalogue, timeoutMs: 500 });
    feed = await createEventFeed(nc, { catalogue: ledgerCatalogue, reader: 'The spec' });
  });
  afterEach(async () => {
    await nc.close();
    await server[Symbol.asyncDispose]();
  });

  it('reads headers from the bytes of the SDK’s messages, so that a new SDK that hides them is noticed here', async () => {
    await settle(store, [{ stream: freshLedger(), expected: NO_STREAM, events: [opened()] }]);
    const stop = new AbortController();
    const options = { reader: 'spec', stream: EVENTS_STREAM, after: 0, maxBatch: 10, signal: stop.signal };
    for await (const { messages } of readInOrder(nc, options)) {
      for (const message of messages) expect(headerText(headerBlockOf(message) ?? new Uint8Array())).toContain('ce-id');
      if (messages.length > 0) stop.abort();
    }
    expect(stop.signal.aborted).toBe(true);
  });

  it('ends by a fault when the connection was given up for good', async () => {
    const reading = (async () => {
      for await (const { caughtUp } of feed.subscribe({ after: 0 as Position })) if (caughtUp) await nc.close();
    })();
    await expect(reading).rejects.toThrow(BrokerGone);
  });

  it('ends when it is told to while it makes its consumer', async () => {
    const stop = new AbortController();
    const request = nc.request.bind(nc);
    vi.spyOn(nc, 'request').mockImplementation((subject, ...rest) => {
      if (subject.startsWith('$JS.API.CONSUMER.CREATE.')) stop.abort();
      return request(subject, ...rest);
    });
    for await (const { events } of feed.subscribe({ after: 0 as Position, signal: stop.signal })) {
      expect(events).toEqual([]);
    }
    expect(stop.signal.aborted).toBe(true);
  });

  /** Appends single events and batches until told to stop, through everything; returns their positions. */
  const appending = (stop: AbortSignal) =>
    (async () => {
      const positions: number[] = [];
      while (!stop.aborted) {
        const stream = freshLedger();
        const events = positions.length % 3 === 0 ? [opened(), opened()] : [opened()];
        const stored = await patiently(() => settle(store, [{ stream, expected: NO_STREAM, events }]));
        if (stored !== 'conflict') positions.push(...stored.map(({ meta }) => meta.position));
      }
      return positions;
    })();
  const reading = (after: Position, signal: AbortSignal) => {
    const seen: Recorded[] = [];
    const ended = (async () => {
      for await (const batch of feed.subscribe({ after, signal, maxBatch: 10 })) seen.push(...batch.events);
    })();
    return { seen, ended };
  };
  const reachable = () => waitFor(() => nc.flush().then(() => true), { what: 'the broker to be back' });

  it.each([
    ['is killed and started again', () => server.restart('SIGKILL')],
    ['is stopped and started again', () => server.restart('SIGTERM')],
    [
      'hangs for a while',
      async () => {
        await server.pause();
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        server.resume();
      },
    ],
  ])(
    'has no gap and no repeat when the broker %s, twice',
    async (_how, outage) => {
      const [stopAppending, stopReading] = [new AbortController(), new AbortController()];
      const { seen, ended } = reading(await feed.last(), stopReading.signal);
      const appended = appending(stopAppending.signal);
      for (let round = 0; round < 2; round += 1) {
        const before = seen.length;
        await waitFor(() => seen.length > before + 20, { what: 'events to flow' });
        await outage();
        await reachable();
      }
      const before = seen.length;
      await waitFor(() => seen.length > before + 20, { what: 'events to flow again', timeout: 20_000 });
      stopAppending.abort();
      const positions = await appended;
      const last = await feed.last();
      await waitFor(() => seen.at(-1)?.meta.position === last, { what: 'the last event', timeout: 20_000 });
      stopReading.abort();
      await ended;
      expect(seen.map(({ meta }) => meta.position)).toEqual(positions);
    },
    60_000,
  );

  it('does not stand still with a consumer that lives and delivers nothing', async () => {
    const stop = new AbortController();
    const { seen, ended } = reading(await feed.last(), stop.signal);
    await settle(store, [{ stream: freshLedger(), expected: NO_STREAM, events: [opened()] }]);
    await waitFor(() => seen.length === 1, { what: 'the first event' });
    const { consumers } = await jetstreamManager(nc);
    const [consumer] = await consumers.list(EVENTS_STREAM).next();
    // A paused consumer goes on sending heartbeats, as one does whose replica has fallen behind.
    await consumers.pause(EVENTS_STREAM, consumer?.name ?? '', new Date(Date.now() + 3_600_000));
    await settle(store, [{ stream: freshLedger(), expected: NO_STREAM, events: [opened()] }]);
    await waitFor(() => seen.length === 2, { what: 'the event after the pause', timeout: 20_000 });
    stop.abort();
    await ended;
  }, 30_000);

  it('[BROKER 11.11] stops when the log comes back from an older copy', async () => {
    const copy = join(server.folder, 'copy');
    const storeFolder = join(server.folder, 'store');
    await settle(store, [{ stream: freshLedger(), expected: NO_STREAM, events: [opened()] }]);
    await server.kill();
    await cp(storeFolder, copy, { recursive: true });
    await server.restart();
    await reachable();
    for (let more = 0; more < 5; more += 1) {
      await settle(store, [{ stream: freshLedger(), expected: NO_STREAM, events: [opened()] }]);
    }
    const { seen, ended } = reading(0 as Position, new AbortController().signal);
    ended.catch(() => undefined);
    await waitFor(() => seen.length === 6, { what: 'all events' });
    await server.kill();
    await rm(storeFolder, { recursive: true });
    await cp(copy, storeFolder, { recursive: true });
    await server.restart();
    await expect(ended).rejects.toThrow(HistoryLost);
    await expect(ended).rejects.toThrow(/The spec has read up to position 6, but the log ends at 1/);
  }, 40_000);
});

const patiently = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Error && error.name === 'StoreUnavailable')) throw error;
    }
  }
};

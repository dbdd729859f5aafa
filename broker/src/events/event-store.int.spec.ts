import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { type NatsConnection, headers } from '@nats-io/transport-node';
import {
  type EventStore,
  NO_STREAM,
  StoreFull,
  StoreUnavailable,
  type StreamName,
  createAggregates,
  target,
} from '@pagewright/kernel';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settle } from '../../../test/contracts/event-store.contract.ts';
import {
  type LedgerCommand,
  added,
  appendMeta,
  context,
  freshId,
  freshLedger,
  ledgerCatalogue,
  ledgerDecider,
  opened,
} from '../../../test/contracts/ledger.ts';
import { type NatsServer, natsServer } from '../../../test/support/nats-server.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import { connect } from '../connection/connect.ts';
import { EVENTS_STREAM } from '../subjects.ts';
import { applyTopology } from '../topology/apply-topology.ts';
import { createEventStore } from './event-store.ts';
import { BrokenChain } from './load.ts';

describe('the event store on a real broker', () => {
  let server: NatsServer;
  let nc: NatsConnection;
  let jsm: JetStreamManager;
  let store: EventStore;
  beforeEach(async () => {
    server = await natsServer();
    nc = await connect({ url: server.url, name: 'store', timeoutMs: 500 });
    await applyTopology(nc, { replicas: 1 });
    jsm = await jetstreamManager(nc);
    store = await createEventStore(nc, { catalogue: ledgerCatalogue, workspace: 'spec', timeoutMs: 500 });
  });
  afterEach(async () => {
    await nc.close();
    await server[Symbol.asyncDispose]();
  });
  const create = (stream: StreamName) => ({ stream, expected: NO_STREAM, events: [opened('ada'), added(1), added(2)] });
  const stored = async () => (await jsm.streams.info(EVENTS_STREAM)).state.messages;

  it('answers each of many appends at once with its own events, whatever came of the others', async () => {
    const streams = Array.from({ length: 60 }, freshLedger);
    // Three compete for each stream, with one event and with two.
    const outcomes = await Promise.all(
      streams.flatMap((stream) =>
        [1, 2, 1].map(async (size) => {
          const events = Array.from({ length: size }, (_, index) => (index === 0 ? opened() : added(index)));
          return { stream, won: await settle(store, [{ stream, expected: NO_STREAM, events }]) };
        }),
      ),
    );
    for (const stream of streams) {
      const won = outcomes.filter((one) => one.stream === stream && one.won !== 'conflict');
      expect(won).toHaveLength(1);
      expect((await store.load(stream)).events).toEqual(won[0]?.won);
    }
  });

  it('writes appends that come at once to disk together, each behind the expectations of its own stream', async () => {
    const streams = Array.from({ length: 80 }, freshLedger);
    const events = await Promise.all(
      streams.map((stream) => settle(store, [{ stream, expected: NO_STREAM, events: [opened()] }])),
    );
    for (const [index, stream] of streams.entries()) expect((await store.load(stream)).events).toEqual(events[index]);
    const all = await Promise.all(streams.map((_, index) => jsm.streams.getMessage(EVENTS_STREAM, { seq: index + 1 })));
    const batches = all.flatMap((message) => message?.header.get('Nats-Batch-Id') || []);
    expect(batches.length).toBeGreaterThan(40);
    expect(new Set(batches).size).toBeLessThan(10);
  });

  it('writes CloudEvents headers, and of the broker’s own only the expected ones', async () => {
    const stream = freshLedger();
    const meta = appendMeta();
    await settle(store, [{ stream, expected: NO_STREAM, events: [opened('ada')] }], meta);
    await settle(store, [{ ...create(stream), expected: await store.head(stream) }]);
    const id = stream.split('.')[1];
    const single = await jsm.streams.getMessage(EVENTS_STREAM, { seq: 1 });
    expect(single?.subject).toBe(`pw.events.${stream}.Opened`);
    expect(new TextDecoder().decode(single?.data)).toBe('{"owner":"ada"}');
    expect(Object.fromEntries([...(single?.header ?? [])].map(([name, [value]]) => [name, value]))).toEqual({
      'ce-specversion': '1.0',
      'ce-id': `${meta.commandId}:0`,
      'ce-source': `/pagewright/spec/ledger/${id}`,
      'ce-type': 'pagewright.ledger.Opened.v1',
      'ce-subject': id,
      'ce-time': '2026-01-01T00:00:00.000Z',
      'ce-datacontenttype': 'application/json',
      'ce-dataschema': 'urn:pagewright:event:ledger:Opened:v1',
      'ce-aggregateversion': '1',
      'ce-correlationid': meta.correlationId,
      'ce-causationid': meta.causationId,
      'ce-commanddigest': meta.commandDigest,
      'ce-actor': 'account:ada',
      'Nats-Msg-Id': `${meta.commandId}:0`,
      'Nats-Expected-Stream': EVENTS_STREAM,
      'Nats-Expected-Last-Subject-Sequence': '0',
      'Nats-Expected-Last-Subject-Sequence-Subject': `pw.events.${stream}.>`,
    });
    for (const seq of [2, 3, 4]) {
      const message = await jsm.streams.getMessage(EVENTS_STREAM, { seq });
      const own = (message?.header.keys() ?? []).filter((name) => name.startsWith('Nats-')).toSorted();
      expect(own.filter((name) => !name.startsWith('Nats-Batch-'))).toEqual([
        'Nats-Expected-Last-Subject-Sequence',
        'Nats-Expected-Last-Subject-Sequence-Subject',
        'Nats-Expected-Stream',
        'Nats-Msg-Id',
      ]);
      expect(message?.header.get('Nats-Expected-Last-Subject-Sequence')).toBe('1');
      expect(message?.header.get('Nats-Batch-Sequence')).toBe(String(seq - 1));
    }
  });

  it('[BROKER 11.4] stores nothing of a batch that was cut before its end, and the retry goes through', async () => {
    const stream = freshLedger();
    const cut = await connect({ url: server.url, name: 'cut' });
    const first = headers();
    first.set('Nats-Batch-Id', 'half');
    first.set('Nats-Batch-Sequence', '1');
    await cut.request(`pw.events.${stream}.Opened`, '{}', { headers: first, timeout: 1_000 });
    await cut.close();
    const events = await settle(store, [create(stream)]);
    expect(events).toHaveLength(3);
    expect(await stored()).toBe(3);
  });

  it('[BROKER 11.4] tells a batch whose beginning a restarted broker has forgotten from one that was refused', async () => {
    const request = nc.request.bind(nc);
    const opening = vi.spyOn(nc, 'request').mockImplementationOnce(async (...sent) => {
      const answer = await request(...sent);
      await server.restart('SIGKILL');
      await waitFor(() => nc.flush().then(() => true), { what: 'the broker to be back' });
      return answer;
    });
    const outcome = await store.append([create(freshLedger())], appendMeta());
    opening.mockRestore();
    expect(outcome.status).toBe('unknown');
    expect(await stored()).toBe(0);
    expect(await settle(store, [create(freshLedger())])).toHaveLength(3);
  });

  it('[BROKER 11.6] gets all of two hundred batches through that are sent at once', async () => {
    const streams = Array.from({ length: 200 }, freshLedger);
    const outcomes = await Promise.all(streams.map((stream) => settle(store, [create(stream)])));
    expect(outcomes.every((outcome) => outcome !== 'conflict')).toBe(true);
    expect(await stored()).toBe(600);
  });

  it('[BROKER 11.9] says that it is full, and has stored nothing', async () => {
    await settle(store, [create(freshLedger())]);
    const { config, state } = await jsm.streams.info(EVENTS_STREAM);
    await jsm.streams.update(EVENTS_STREAM, { ...config, max_bytes: state.bytes, discard: 'new' });
    await expect(store.append([create(freshLedger())], appendMeta())).rejects.toThrow(StoreFull);
    const single = { stream: freshLedger(), expected: NO_STREAM, events: [opened()] };
    await expect(store.append([single], appendMeta())).rejects.toThrow(StoreFull);
    expect(await stored()).toBe(3);
  });

  it('[BROKER 11.2] gets no answer from a broker that hangs, and finds the one event when it is back', async () => {
    const stream = freshLedger();
    const command: LedgerCommand = { type: 'Open', data: { owner: 'ada' } };
    const once = { ...context(command), timeoutMs: 20_000 };
    await server.pause();
    const outcome = await store.append(
      [{ stream: freshLedger(), expected: NO_STREAM, events: [opened()] }],
      appendMeta(),
    );
    expect(outcome.status).toBe('unknown');
    await expect(store.load(stream)).rejects.toThrow(StoreUnavailable);
    server.resume();
    const results = await Promise.all([
      createAggregates(store).handleCommand(target(stream, ledgerDecider, command), once),
      createAggregates(store).handleCommand(target(stream, ledgerDecider, command), once),
    ]);
    expect(results[0]?.events).toEqual(results[1]?.events);
    expect((await store.load(stream)).events).toHaveLength(1);
  }, 30_000);

  it('[BROKER 11.7] loses no answered command and does none twice while the broker is killed again and again', async () => {
    const streams = Array.from({ length: 4 }, freshLedger);
    const sent: { readonly id: string; readonly times: number; readonly stream: StreamName }[] = [];
    const stop = new AbortController();
    const clients = streams.map(async (stream) => {
      const patiently = (command: unknown, id: string) => ({ ...context(command, id), timeoutMs: 60_000 });
      const send = async (command: LedgerCommand, id: string) => {
        for (;;) {
          try {
            return await createAggregates(store).handleCommand(
              target(stream, ledgerDecider, command),
              patiently(command, id),
            );
          } catch (error) {
            if (!(error instanceof StoreUnavailable)) throw error;
          }
        }
      };
      await send({ type: 'Open', data: { owner: 'ada' } }, freshId());
      for (let index = 0; !stop.signal.aborted; index += 1) {
        const [id, times] = [freshId(), (index % 3) + 1];
        const { events } = await send({ type: 'Add', data: { amount: index, note: '', times } }, id);
        expect(events).toHaveLength(times);
        sent.push({ id, times, stream });
      }
    });
    for (let round = 0; round < 3; round += 1) {
      const before = sent.length;
      await waitFor(() => sent.length > before + 30, { what: 'commands to get through', timeout: 20_000 });
      await server.restart('SIGKILL');
    }
    stop.abort();
    await Promise.all(clients);
    for (const stream of streams) {
      const { events } = await store.load(stream);
      expect(events.map(({ meta }) => meta.aggregateVersion)).toEqual(events.map((_, index) => index + 1));
      const own = sent.filter((one) => one.stream === stream);
      expect(events.length).toBe(own.reduce((sum, { times }) => sum + times, 1));
      for (const { id, times } of own) {
        expect(events.filter(({ meta }) => meta.commandId === id)).toHaveLength(times);
      }
    }
  }, 60_000);

  it('notices a stream whose versions do not follow each other', async () => {
    const stream = freshLedger();
    await settle(store, [{ stream, expected: NO_STREAM, events: [opened()] }]);
    const skipping = { position: (await store.head(stream)).position, version: 5 };
    await settle(store, [{ stream, expected: skipping, events: [added()] }]);
    await expect(store.load(stream)).rejects.toThrow(BrokenChain);
    await expect(store.load(stream, { ...skipping, version: 9 })).rejects.toThrow(BrokenChain);
  });
});

import { type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type NatsConnection, headers, nanos } from '@nats-io/transport-node';
import { type EventStore, NO_STREAM, type StreamName, createAggregates, streamName, target } from '@pagewright/kernel';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { settle } from '../../test/contracts/event-store.contract.ts';
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
} from '../../test/contracts/ledger.ts';
import { natsCluster } from '../../test/support/nats-cluster.ts';
import { natsServer } from '../../test/support/nats-server.ts';
import { connect } from './connection/connect.ts';
import { createEventFeed } from './events/event-feed.ts';
import { createEventStore } from './events/event-store.ts';
import { createLocks } from './locks/jetstream-leases.ts';
import { EVENTS_STREAM, KEYS_BUCKET, LOCKS_BUCKET, SESSIONS_BUCKET } from './subjects.ts';
import { TopologyRefused, applyTopology } from './topology/apply-topology.ts';

/**
 * What bites on this broker (BROKER 0): each trap is shown by the plain client in a stream of its own, so that we hear
 * of it when a later server no longer has it, and then that our adapters do not step into it.
 */
describe.each([1, 3] as const)('the traps of the broker, with %i replicas', (replicas) => {
  const TRAP = 'TRAP';
  let urls: readonly string[];
  let broker: AsyncDisposable;
  let nc: NatsConnection;
  let jsm: JetStreamManager;
  /** One for each server. */
  let stores: readonly EventStore[];
  const connections: NatsConnection[] = [];

  beforeAll(async () => {
    if (replicas === 1) {
      const server = await natsServer();
      [broker, urls] = [server, [server.url, server.url]];
    } else {
      const cluster = await natsCluster();
      [broker, urls] = [cluster, cluster.nodes.map(({ url }) => url)];
    }
    for (const url of urls) connections.push(await connect({ url, name: 'traps' }));
    nc = connections[0] as NatsConnection;
    jsm = await jetstreamManager(nc);
    await applyTopology(nc, { replicas });
    await jsm.streams.add({ name: TRAP, subjects: ['trap.>'], num_replicas: replicas, allow_atomic: true });
    stores = await Promise.all(connections.map((own) => createEventStore(own, { catalogue: ledgerCatalogue })));
  });
  afterAll(async () => {
    for (const connection of connections) await connection.close();
    await broker[Symbol.asyncDispose]();
  });

  const store = () => stores[0] as EventStore;
  const create = async (subject: string, filter?: string): Promise<boolean> =>
    jetstream(nc)
      .publish(subject, '{}', {
        expect: { lastSubjectSequence: 0, ...(filter !== undefined && { lastSubjectSequenceSubject: filter }) },
      })
      .then(
        () => true,
        () => false,
      );
  const write = (stream: StreamName, count: number) => ({
    stream,
    expected: NO_STREAM,
    events: [opened(), ...Array.from({ length: count - 1 }, () => added())],
  });

  it('[BROKER 0.1] two spellings of one filter let two writers win; we have one spelling', async () => {
    let doubles = 0;
    for (let round = 0; round < 10; round += 1) {
      const id = freshId();
      const won = await Promise.all(
        Array.from({ length: 30 }, (_, index) => create(`trap.${id}.T${index}`, `trap.${id}.${index % 2 ? '>' : '*'}`)),
      );
      if (won.filter(Boolean).length > 1) doubles += 1;
    }
    if (replicas === 1) expect(doubles).toBe(0);
    else expect(doubles).toBeGreaterThan(0);

    for (let round = 0; round < 5; round += 1) {
      const stream = freshLedger();
      const outcomes = await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          settle(stores[index % stores.length] ?? store(), [write(stream, (index % 3) + 1)]),
        ),
      );
      expect(outcomes.filter((outcome) => outcome !== 'conflict')).toHaveLength(1);
    }
  });

  it('[BROKER 0.3] an expectation without a filter is about one type alone; ours is about the whole stream', async () => {
    const id = freshId();
    expect(await create(`trap.${id}.Opened`)).toBe(true);
    expect(await create(`trap.${id}.Added`)).toBe(true);

    const stream = freshLedger();
    await settle(store(), [write(stream, 1)]);
    const another = { stream, expected: NO_STREAM, events: [added()] };
    expect((await store().append([another], appendMeta())).status).toBe('conflict');
  });

  it('[BROKER 0.4] the SDK’s batch hides a conflict; ours says it', async () => {
    const id = freshId();
    await create(`trap.${id}.One`);
    const batch = await jetstream(nc).startBatch(`trap.${id}.One`, '{}', { expect: { lastSubjectSequence: 0 } });
    const hidden = await batch.commit(`trap.${id}.Two`, '{}').catch((error: unknown) => error);
    // Either the expectation was dropped and the batch stored, or the error has lost its code.
    if (hidden instanceof Error) expect(hidden).not.toHaveProperty('code');
    else expect(hidden).toMatchObject({ count: 2 });

    const stream = freshLedger();
    await settle(store(), [write(stream, 2)]);
    expect((await store().append([write(stream, 2)], appendMeta())).status).toBe('conflict');
  });

  it('[BROKER 0.5] a repeat with a stale expectation is told apart by replicas; we ask the log', async () => {
    const id = freshId();
    const options = { msgID: id, expect: { lastSubjectSequence: 0 } };
    const first = await jetstream(nc).publish(`trap.${id}.One`, '{}', options);
    const repeat = await jetstream(nc)
      .publish(`trap.${id}.One`, '{}', options)
      .catch((error: { code: number }) => error.code);
    if (replicas === 1) expect(repeat).toBe(10071);
    else expect(repeat).toMatchObject({ duplicate: true, seq: first.seq });

    const [stream, meta] = [freshLedger(), appendMeta()];
    await settle(store(), [write(stream, 1)], meta);
    expect((await store().append([write(stream, 1)], meta)).status).toBe(replicas === 1 ? 'conflict' : 'duplicate');
    const command: LedgerCommand = { type: 'Add', data: { amount: 1, note: '' } };
    const once = context(command);
    const handle = (own: EventStore) =>
      createAggregates(own).handleCommand(target(stream, ledgerDecider, command), once);
    const answers = [await handle(store()), ...(await Promise.all(stores.map(handle)))];
    for (const answer of answers) expect(answer.events).toEqual(answers[0]?.events);
    expect((await store().load(stream)).head.version).toBe(2);
  });

  it('[BROKER 0.5] an append that is sent many times at once is stored once, and none of its senders is refused', async () => {
    for (const count of [1, 3]) {
      const [stream, meta] = [freshLedger(), appendMeta()];
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (stores[index % stores.length] ?? store()).append([write(stream, count)], meta),
        ),
      );
      expect(outcomes.filter(({ status }) => status === 'committed')).toHaveLength(1);
      expect((await store().load(stream)).head.version).toBe(count);
    }
  });

  it('[BROKER 0.6] [BROKER 11.10] a replica may answer with less than was acknowledged; a load has all of it', async () => {
    for (let round = 0; round < 40; round += 1) {
      const stream = freshLedger();
      const writer = stores[round % stores.length] ?? store();
      const events = await settle(writer, [write(stream, 8)]);
      for (const reader of stores) expect((await reader.load(stream)).events).toEqual(events);
    }
  });

  it('[BROKER 0.7] a roll-up of one key empties a bucket; only locks and schedules allow any', async () => {
    const rollUp = headers();
    rollUp.set('Nats-Rollup', 'all');
    await jsm.streams.add({
      name: 'KV_TRAP',
      subjects: ['$KV.TRAP.>'],
      num_replicas: replicas,
      allow_rollup_hdrs: true,
    });
    for (const key of ['a', 'b']) await jetstream(nc).publish(`$KV.TRAP.${key}`, key);
    await jetstream(nc).publish('$KV.TRAP.a', 'x', { headers: rollUp });
    expect((await jsm.streams.info('KV_TRAP')).state.messages).toBe(1);

    for (const [stream, subject] of [
      [EVENTS_STREAM, `pw.events.${freshLedger()}.Opened`],
      [KEYS_BUCKET, '$KV.KEYS.account.a'],
      [SESSIONS_BUCKET, '$KV.SESSIONS.a'],
    ] as const) {
      const before = (await jsm.streams.info(stream)).state.last_seq;
      await expect(jetstream(nc).publish(subject, '{}', { headers: rollUp })).rejects.toMatchObject({ code: 10111 });
      expect((await jsm.streams.info(stream)).state.last_seq).toBe(before);
    }
    const locks = await createLocks(nc);
    const [one, two] = await Promise.all(
      ['site.one', 'site.two'].map(async (key) => {
        const acquired = await locks.acquire(key, { owner: 'a', purpose: 'b' });
        if (acquired.status !== 'held') throw new Error('not held');
        return acquired.lock;
      }),
    );
    await one?.release();
    expect(await locks.inspect('site.two')).toMatchObject({ token: two?.token });
    await two?.release();
    expect((await jsm.streams.info(LOCKS_BUCKET)).state.num_subjects).toBe(2);
  });

  it('[BROKER 0.10] an ack says yes to both who have the item, so it fences nothing; the token does', async () => {
    await jsm.consumers.add(TRAP, {
      durable_name: 'acks',
      ack_policy: 'explicit',
      ack_wait: nanos(500),
      filter_subject: 'trap.ack',
    });
    await jetstream(nc).publish('trap.ack', '{}');
    const durable = await jetstream(nc).consumers.get(TRAP, 'acks');
    const slow = await durable.next({ expires: 5_000 });
    const second = await durable.next({ expires: 5_000 });
    expect([await slow?.ackAck(), await second?.ackAck()]).toEqual([true, true]);
    // What our adapters make of it stands in the contract of locks, "with its fence in the aggregate" [BROKER 11.17].
  });

  it('[BROKER 0.12] any text may be a subject’s token; ours are checked before anything is sent', async () => {
    for (const token of ['*', '>', 'ä', 'x'.repeat(300)]) {
      expect((await jetstream(nc).publish(`trap.${token}`, '{}')).stream).toBe(TRAP);
      expect(() => streamName('site', token)).toThrow(/must be 1 to 64/);
      const stream = `site.${token}` as StreamName;
      await expect(store().append([{ ...write(freshLedger(), 1), stream }], appendMeta())).rejects.toThrow();
    }
  });
});

describe('a log that renames its subjects', () => {
  it('[BROKER 0.2] compares expectations with other ones, so ours may not', async () => {
    await using server = await natsServer();
    await using nc = await connect({ url: server.url, name: 'renaming' });
    const jsm = await jetstreamManager(nc);
    await applyTopology(nc, { replicas: 1 });
    const { config } = await jsm.streams.info(EVENTS_STREAM);
    const dest = 'renamed.{{wildcard(1)}}.{{wildcard(2)}}.{{wildcard(3)}}';
    await jsm.streams.update(EVENTS_STREAM, { ...config, subject_transform: { src: 'pw.events.*.*.*', dest } });

    const store = await createEventStore(nc, { catalogue: ledgerCatalogue });
    const create = { stream: freshLedger(), expected: NO_STREAM, events: [opened()] };
    expect((await store.append([create], appendMeta())).status).toBe('committed');
    expect((await store.append([create], appendMeta())).status).toBe('committed');

    const refused = applyTopology(nc, { replicas: 1 });
    await expect(refused).rejects.toThrow(TopologyRefused);
    await expect(refused).rejects.toThrow(/PW_EVENTS has subject_transform/);
  });
});

describe('a replica that lags, played', () => {
  it('[BROKER 0.6] is completed from the leader by loads, and not believed by readers that begin', async () => {
    await using server = await natsServer();
    const nc = await connect({ url: server.url, name: 'lagging' });
    await applyTopology(nc, { replicas: 1 });
    const store = await createEventStore(nc, { catalogue: ledgerCatalogue });
    const stream = freshLedger();
    const events = [opened(), ...Array.from({ length: 9 }, () => added())];
    const stored = await settle(store, [{ stream, expected: NO_STREAM, events }]);

    // It answers a batched read with nothing, and a new reader that nothing waits for it.
    const requestMany = vi.spyOn(nc, 'requestMany').mockImplementation(async () => {
      const none = headers(404, 'No Messages');
      return (async function* () {
        yield { headers: none, data: new Uint8Array() } as never;
      })();
    });
    expect((await store.load(stream)).events).toEqual(stored);
    expect(requestMany).toHaveBeenCalled();
    requestMany.mockRestore();

    const request = nc.request.bind(nc);
    const asking = vi.spyOn(nc, 'request').mockImplementation(async (subject, ...rest) => {
      const answer = await request(subject, ...rest);
      if (!subject.startsWith('$JS.API.CONSUMER.CREATE')) return answer;
      const data = new TextEncoder().encode(JSON.stringify({ ...answer.json<object>(), num_pending: 0 }));
      return Object.defineProperty(answer, 'data', { value: data });
    });
    const feed = await createEventFeed(nc, { catalogue: ledgerCatalogue });
    const seen: unknown[] = [];
    for await (const batch of feed.subscribe({ after: NO_STREAM.position })) {
      seen.push(...batch.events);
      if (batch.caughtUp) break;
    }
    expect(seen).toEqual(stored);
    expect(asking).toHaveBeenCalled();
    await nc.close();
  });
});

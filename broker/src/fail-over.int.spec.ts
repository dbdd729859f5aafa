import {
  BEGINNING,
  type CommandResult,
  type HeldLock,
  OutcomeUnknown,
  StoreUnavailable,
  type StreamName,
  type WorkItem,
  createAggregates,
  target,
} from '@pagewright/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type LedgerCommand,
  context,
  freshLedger,
  ledgerCatalogue,
  ledgerDecider,
} from '../../test/contracts/ledger.ts';
import { type ClusterNode, type NatsCluster, natsCluster } from '../../test/support/nats-cluster.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { type Broker, openBroker } from './broker.ts';
import { connect } from './connection/connect.ts';
import { EVENTS_STREAM, JOBS_STREAM, LOCKS_BUCKET, SCHEDULE_STREAM } from './subjects.ts';
import { applyTopology } from './topology/apply-topology.ts';
import { DUE_DURABLE, durableOf } from './topology/topology.ts';

const POLICY = { name: 'policy-spec', types: [{ kind: 'ledger', type: 'Added' }] };
const STEADY = { name: 'steady', ackWaitMs: 5_000, backoffMs: [], maxAckPending: 100 };

const open: LedgerCommand = { type: 'Open', data: { owner: 'ada' } };
const add = (amount: number, times = 1): LedgerCommand => ({ type: 'Add', data: { amount, note: '', times } });

describe('three servers', () => {
  let cluster: NatsCluster;
  beforeAll(async () => {
    cluster = await natsCluster();
    await using setup = await connect({ url: cluster.url, name: 'setup' });
    await applyTopology(setup, { replicas: 3, queues: [STEADY], policies: [POLICY] });
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  const process = (locks = { ttlSeconds: 15, renewMs: 1_000 }, url = cluster.url) =>
    openBroker({ url, name: 'spec', catalogue: ledgerCatalogue, locks });
  const take = async (broker: Broker, key: string): Promise<HeldLock> => {
    const acquired = await broker.locks.acquire(key, { owner: 'runner', purpose: 'spec' });
    if (acquired.status !== 'held') throw new Error(`${key} is not free`);
    return acquired.lock;
  };
  /** As a client does: under one id until there is an answer, each time with a command's ordinary deadline. */
  const send = async (broker: Broker, stream: StreamName, command: LedgerCommand): Promise<CommandResult> => {
    const once = context(command);
    for (;;) {
      try {
        return await createAggregates(broker.events).handleCommand(target(stream, ledgerDecider, command), once);
      } catch (error) {
        if (!(error instanceof StoreUnavailable || error instanceof OutcomeUnknown)) throw error;
      }
    }
  };
  const until = async (work: () => Promise<unknown>): Promise<void> => {
    await waitFor(() => work().then(() => true), { what: 'the broker to take it', timeout: 30_000 });
  };

  describe('of which the one that leads everything is killed while all of it is in use', () => {
    const streams = Array.from({ length: 4 }, freshLedger);
    const answered: { readonly result: CommandResult; readonly stream: StreamName; readonly times: number }[] = [];
    const put: string[] = [];
    const scheduled = Array.from({ length: 20 }, (_, index) => `late-${index}`);
    const worked: string[] = [];
    /** Not those that come again because the word that they are done was lost with the leader. */
    const firstDelivered: string[] = [];
    const reacted = new Set<string>();
    const read: number[] = [];
    const brokers: Broker[] = [];
    const stops: AsyncDisposable[] = [];
    const stop = new AbortController();
    let patient: HeldLock;
    let brief: HeldLock;
    let survivor: Broker;

    beforeAll(async () => {
      const doomed = await cluster.leaderOf(EVENTS_STREAM);
      for (const stream of [EVENTS_STREAM, LOCKS_BUCKET, JOBS_STREAM, SCHEDULE_STREAM]) {
        await cluster.makeLead(doomed, stream);
      }
      await cluster.makeLead(doomed, JOBS_STREAM, durableOf('steady'));
      await cluster.makeLead(doomed, JOBS_STREAM, durableOf('build'));
      await cluster.makeLead(doomed, SCHEDULE_STREAM, DUE_DURABLE);
      await cluster.makeLead(doomed, EVENTS_STREAM, POLICY.name);

      brokers.push(await process(), await process({ ttlSeconds: 2, renewMs: 500 }));
      const [one, two] = brokers as [Broker, Broker];
      survivor = one;
      patient = await take(one, 'site.patient');
      brief = await take(two, 'site.brief');
      const working = async ({ id, deliveries }: WorkItem) => {
        worked.push(id);
        if (deliveries === 1) firstDelivered.push(id);
        return { type: 'done' } as const;
      };
      stops.push(
        await one.reactions.react(POLICY.name, POLICY.types, async ({ meta }) => void reacted.add(meta.id)),
        await one.work.consume('steady', 4, working),
        await one.work.consume('build', 4, working),
        await two.scheduler.forwardDue(),
      );
      const reading = (async () => {
        for await (const batch of two.feed.subscribe({ after: BEGINNING, signal: stop.signal })) {
          read.push(...batch.events.map(({ meta }) => meta.position));
        }
      })();
      const writing = streams.map(async (stream, index) => {
        const broker = index % 2 ? one : two;
        await send(broker, stream, open);
        for (let amount = 0; !stop.signal.aborted; amount += 1) {
          const times = (amount % 3) + 1;
          answered.push({ result: await send(broker, stream, add(amount, times)), stream, times });
        }
      });
      const putting = (async () => {
        for (let item = 0; !stop.signal.aborted; item += 1) {
          const id = `item-${item}`;
          await until(() => one.work.put({ queue: 'steady', id, body: item, dedupId: id }));
          put.push(id);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      })();
      await waitFor(() => answered.length > 40 && put.length > 5, { what: 'work to be under way' });
      // Due from now on until the next leader is long there.
      for (const [index, id] of scheduled.entries()) {
        const at = new Date(Date.now() + 200 + index * 400);
        await one.scheduler.scheduleOnce({ queue: 'build', id, at, body: null });
      }
      await doomed.kill('SIGKILL');
      const before = answered.length;
      await waitFor(() => answered.length > before + 100, { what: 'commands after the kill', timeout: 45_000 });
      const items = put.length;
      await waitFor(() => put.length > items + 5, { what: 'work after the kill', timeout: 30_000 });
      stop.abort();
      await Promise.all([...writing, putting, reading]);
    }, 120_000);
    afterAll(async () => {
      for (const one of stops) await one[Symbol.asyncDispose]();
      await patient.release();
      for (const broker of brokers) await broker.close();
      for (const node of cluster.nodes) if (!isAlive(node)) await node.restart();
      await cluster.settled();
    });

    it('[BROKER 11.7] loses no answered command, does none twice and leaves every chain whole', async () => {
      for (const stream of streams) {
        const { events } = await survivor.events.load(stream);
        expect(events.map(({ meta }) => meta.aggregateVersion)).toEqual(events.map((_, index) => index + 1));
        const own = answered.filter((one) => one.stream === stream);
        expect(events).toHaveLength(1 + own.reduce((sum, { times }) => sum + times, 0));
        for (const { result, times } of own) {
          expect(result.events).toHaveLength(times);
          const id = result.events[0]?.meta.commandId;
          expect(events.filter(({ meta }) => meta.commandId === id)).toEqual(result.events);
        }
      }
    });

    it('keeps the readers of the log in order, without a gap or a repeat', async () => {
      // The reader was stopped with the writers: what it has is the log's beginning.
      expect(read.length).toBeGreaterThan(40);
      expect(read).toEqual(read.map((_, index) => index + 1));
    });

    it('hands every event to its policy', async () => {
      const added = answered.flatMap(({ result }) => result.events.map(({ meta }) => meta.id));
      await waitFor(() => added.every((id) => reacted.has(id)), { what: 'every event', timeout: 30_000 });
    });

    it('leaves a lock that outlives the election with its holder, under its token', async () => {
      expect(patient.lost.aborted).toBe(false);
      expect(await patient.renew()).toBe(true);
      expect(await survivor.locks.inspect('site.patient')).toMatchObject({ token: patient.token });
    });

    it('[BROKER 11.13] tells the holder of a shorter lock that it is lost, and gives the next a greater token', async () => {
      expect(brief.lost.aborted).toBe(true);
      expect(await brief.renew()).toBe(false);
      const heir = await waitFor(
        async () => {
          const acquired = await survivor.locks.acquire('site.brief', { owner: 'heir', purpose: 'spec' });
          return acquired.status === 'held' && acquired.lock;
        },
        { what: 'the lock to be free' },
      );
      expect(heir.token).toBeGreaterThan(brief.token);
      await heir.release();
    });

    it('loses no work that was taken', async () => {
      await waitFor(() => put.every((id) => worked.includes(id)), { what: 'all items', timeout: 30_000 });
      await waitFor(async () => (await survivor.work.depth('steady')) === 0, { what: 'no work to be left' });
    });

    it('[BROKER 11.20] does what became due meanwhile, each once', async () => {
      await waitFor(() => scheduled.every((id) => worked.includes(id)), { what: 'all that was due', timeout: 30_000 });
      await waitFor(async () => (await survivor.work.depth('build')) === 0, { what: 'no work to be left' });
      const due = firstDelivered.filter((id) => scheduled.includes(id));
      expect(due).toHaveLength(new Set(due).size);
    });
  });

  it('[BROKER 11.8] refuses within a command’s time while two are down, and does it once when they are back', async () => {
    await using broker = await process();
    const stream = freshLedger();
    await send(broker, stream, open);
    const leader = await cluster.leaderOf(EVENTS_STREAM);
    const down = [leader, ...cluster.nodes.filter((node) => node !== leader).slice(0, 1)];
    await Promise.all(down.map((node) => node.kill('SIGKILL')));

    const command = add(7, 2);
    const hurried = { ...context(command), timeoutMs: 1_000 };
    const handle = (timeoutMs: number) =>
      createAggregates(broker.events).handleCommand(target(stream, ledgerDecider, command), { ...hurried, timeoutMs });
    const since = performance.now();
    const refused = await handle(1_000).catch((error: unknown) => error);
    expect([StoreUnavailable, OutcomeUnknown].some((kind) => refused instanceof kind)).toBe(true);
    // A request that was under way at the deadline is waited for.
    expect(performance.now() - since).toBeLessThan(8_000);
    await expect(broker.locks.acquire('site.a', { owner: 'a', purpose: 'b' })).rejects.toThrow(/The lock site.a/);
    // Who starts now waits.
    const reacting = broker.reactions.react(POLICY.name, POLICY.types, async () => undefined);

    await Promise.all(down.map((node) => node.restart()));
    await (await reacting).gracefulShutdown();
    const done = await handle(60_000);
    expect(done.events).toHaveLength(2);
    expect((await broker.events.load(stream)).head.version).toBe(3);
  }, 90_000);

  it('goes on without a leader that hangs, also from a connection to it, and takes it back', async () => {
    await cluster.settled();
    const hanging = await cluster.leaderOf(EVENTS_STREAM);
    // To this one first: the others are learned from it.
    await using broker = await process({ ttlSeconds: 15, renewMs: 1_000 }, hanging.url);
    const stream = freshLedger();
    await send(broker, stream, open);
    await hanging.pause();
    const during = await send(broker, stream, add(1));
    hanging.resume();
    const after = await send(broker, stream, add(2));
    await cluster.settled();
    const stored = [...during.events, ...after.events];
    // One that wakes may answer once as the leader that it was.
    const events = await waitFor(
      async () => {
        const loaded = await broker.events.load(stream);
        return loaded.head.version > stored.length && loaded.events;
      },
      { what: 'the log as it is now', timeout: 30_000 },
    );
    expect(events.slice(1)).toEqual(stored);
  }, 90_000);
});

const isAlive = ({ pid }: ClusterNode): boolean => {
  try {
    return globalThis.process.kill(pid, 0);
  } catch {
    return false;
  }
};

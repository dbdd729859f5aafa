import { jetstreamManager } from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/transport-node';
import type { WorkItem, WorkVerdict } from '@pagewright/kernel';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type NatsServer, natsServer } from '../../../test/support/nats-server.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import { BrokerGone, connect } from '../connection/connect.ts';
import { DurableMissing } from '../pull-work.ts';
import { createScheduler } from '../scheduler/scheduler.ts';
import { SCHEDULE_STREAM } from '../subjects.ts';
import { applyTopology } from '../topology/apply-topology.ts';
import { DUE_DURABLE } from '../topology/topology.ts';
import type { Trouble } from '../trouble.ts';
import { createWorkQueue } from './work-queue.ts';

describe('work on a real broker', () => {
  let server: NatsServer;
  let nc: NatsConnection;
  beforeAll(async () => {
    server = await natsServer();
    nc = await connect({ url: server.url, name: 'spec', timeoutMs: 500 });
    await applyTopology(nc, {
      replicas: 1,
      queues: [
        { name: 'crash', ackWaitMs: 700, backoffMs: [], maxAckPending: 10 },
        { name: 'deadly', ackWaitMs: 0, backoffMs: [200, 200], maxAckPending: 10 },
        { name: 'steady', ackWaitMs: 700, backoffMs: [], maxAckPending: 10 },
      ],
    });
  });
  afterAll(async () => {
    await nc.close();
    await server[Symbol.asyncDispose]();
  });
  const done: WorkVerdict = { type: 'done' };
  const collecting = () => {
    const seen: WorkItem[] = [];
    const handler = async (item: WorkItem) => {
      seen.push(item);
      return done;
    };
    return { seen, handler };
  };
  /** A worker whose process dies as soon as it has taken something. */
  const dyingWorker = async (queue: string) => {
    const own = await connect({ url: server.url, name: 'dying' });
    const died = Promise.withResolvers<void>();
    const consumer = await (
      await createWorkQueue(own)
    ).consume(queue, 1, async () => {
      await own.close();
      died.resolve();
      return new Promise(() => undefined);
    });
    consumer.finished.catch(() => undefined);
    await died.promise;
    await consumer.forcefulShutdown();
  };

  it('says that it has ended when the connection was given up for good', async () => {
    const own = await connect({ url: server.url, name: 'given up' });
    const consumer = await (await createWorkQueue(own)).consume('steady', 1, async () => done);
    await consumer.ready;
    await own.close();
    await expect(consumer.finished).rejects.toThrow(BrokerGone);
  });

  it('[BROKER 11.16] gives the item of a worker that died to another, after the wait for its ack', async () => {
    const work = await createWorkQueue(nc);
    await work.put({ queue: 'crash', id: 'item', body: 1 });
    await dyingWorker('crash');
    const { seen, handler } = collecting();
    await using _heir = await work.consume('crash', 1, handler);
    await waitFor(() => seen.length > 0, { what: 'the item to come again' });
    expect(seen[0]).toMatchObject({ id: 'item', body: 1, deliveries: 2 });
    await waitFor(async () => (await work.depth('crash')) === 0, { what: 'the queue to be empty' });
  });

  it('[BROKER 11.19] files an item that every worker died of, though nobody gave a verdict', async () => {
    const work = await createWorkQueue(nc, { reconcileMs: 100 });
    await work.put({ queue: 'deadly', id: 'killer', body: { n: 1 } });
    for (let attempt = 0; attempt < 3; attempt += 1) await dyingWorker('deadly');
    const { seen, handler } = collecting();
    await using _survivor = await work.consume('deadly', 1, handler);
    await work.put({ queue: 'deadly', id: 'harmless', body: null });
    await waitFor(async () => (await work.deadLetters.list('deadly')).length > 0, { what: 'the letter' });
    expect(await work.deadLetters.list('deadly')).toMatchObject([
      { itemId: 'killer', body: { n: 1 }, deliveries: 3, reason: expect.stringContaining('No worker lived') as string },
    ]);
    await waitFor(async () => (await work.depth('deadly')) === 0, { what: 'the queue to be empty' });
    expect(seen.map(({ id }) => id)).toEqual(['harmless']);
    const id = (await work.deadLetters.list('deadly'))[0]?.id ?? '';
    expect(await work.deadLetters.replay(id)).toBe('replayed');
    await waitFor(() => seen.some((item) => item.id === 'killer'), { what: 'the replayed item' });
  }, 20_000);

  it('goes on when the broker was killed, with everything that had been put', async () => {
    const troubles: Trouble[] = [];
    const work = await createWorkQueue(nc, { onTrouble: (trouble) => troubles.push(trouble) });
    const { seen, handler } = collecting();
    await using _consumer = await work.consume('steady', 2, handler);
    await work.put({ queue: 'steady', id: 'before', body: null });
    await waitFor(() => seen.some(({ id }) => id === 'before'), { what: 'the first item' });
    await server.restart('SIGKILL');
    await waitFor(
      async () => {
        await work.put({ queue: 'steady', id: 'after', body: null });
        return true;
      },
      { what: 'the broker to take work again' },
    );
    await waitFor(() => seen.some(({ id }) => id === 'after'), { what: 'the item after the restart', timeout: 30_000 });
  }, 40_000);

  it('[BROKER 11.20] does what became due while the broker was down, once it is back', async () => {
    const [work, scheduler] = [await createWorkQueue(nc), await createScheduler(nc)];
    const { seen, handler } = collecting();
    await using _forwarding = await scheduler.forwardDue();
    await using _consumer = await work.consume('build', 1, handler);
    await scheduler.scheduleOnce({ queue: 'build', id: 'late', at: new Date(Date.now() + 600), body: 'x' });
    await server.kill('SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(seen).toEqual([]);
    await server.restart();
    await waitFor(() => seen.length > 0, { what: 'the late item', timeout: 30_000 });
    expect(seen).toMatchObject([{ id: 'late', body: 'x' }]);
  }, 40_000);

  it('[BROKER 11.21] puts an item once when what became due is delivered twice', async () => {
    const [work, scheduler] = [await createWorkQueue(nc), await createScheduler(nc)];
    const jsm = await jetstreamManager(nc);
    const { config } = await jsm.consumers.info(SCHEDULE_STREAM, DUE_DURABLE);
    await jsm.consumers.update(SCHEDULE_STREAM, DUE_DURABLE, { ...config, ack_wait: nanos(500) });
    // One dies between the put and its ack, so another is handed the same firing.
    const forward = async (own: NatsConnection, after: () => Promise<void>) => {
      const request = own.request.bind(own);
      let forwarded = 0;
      vi.spyOn(own, 'request').mockImplementation(async (subject, ...rest) => {
        const answer = await request(subject, ...rest);
        if (subject !== 'pw.jobs.build.twice') return answer;
        forwarded += 1;
        await after();
        return answer;
      });
      const forwarding = await (await createScheduler(own)).forwardDue();
      forwarding.finished.catch(() => undefined);
      await forwarding.ready;
      return { forwarding, times: () => forwarded };
    };
    const dying = await connect({ url: server.url, name: 'dying' });
    const first = await forward(dying, () => dying.close());
    await scheduler.scheduleOnce({ queue: 'build', id: 'twice', at: new Date(), body: 'x' });
    await waitFor(() => first.times() > 0, { what: 'the first to forward it' });
    const living = await connect({ url: server.url, name: 'living' });
    const second = await forward(living, async () => undefined);
    await waitFor(() => second.times() > 0, { what: 'the second to forward it' });
    expect(await work.depth('build')).toBe(1);
    await second.forwarding.gracefulShutdown();
    await living.close();
    const { seen, handler } = collecting();
    await using _consumer = await work.consume('build', 1, handler);
    await waitFor(async () => (await work.depth('build')) === 0, { what: 'the queue to be empty' });
    expect(seen).toMatchObject([{ id: 'twice', body: 'x' }]);
    await jsm.consumers.update(SCHEDULE_STREAM, DUE_DURABLE, config);
  }, 30_000);

  it('shows a long queue whole, however many pages it takes', async () => {
    const work = await createWorkQueue(nc);
    const ids = Array.from({ length: 1_100 }, (_, index) => `item${index}`);
    await Promise.all(ids.map((id) => work.put({ queue: 'long', id, body: null })));
    const shown: string[] = [];
    for await (const { itemId } of work.waiting('long')) shown.push(itemId);
    expect(new Set(shown)).toEqual(new Set(ids));
    expect(await work.depth('long')).toBe(ids.length);
  });

  it('says which reader is missing', async () => {
    const consumer = await (await createWorkQueue(nc)).consume('unheard', 1, async () => done);
    await expect(consumer.ready).rejects.toThrow(DurableMissing);
    await expect(consumer.finished).rejects.toThrow(/PW_JOBS has no reader "unheards" for the queue unheard/);
  });
});

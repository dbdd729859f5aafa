import type { Broker } from '@pagewright/broker';
import {
  type Aggregates,
  createAggregates,
  createCatalogue,
  type Decider,
  defineEvents,
  type Message,
  streamName,
  target,
} from '@pagewright/kernel';
import { z } from 'zod';
import { waitFor } from '../../support/wait-for.ts';
import type { Bench, BenchContext, Comparison, Figure, Side } from '../harness/bench.ts';
import { percentile } from '../harness/figures.ts';
import { throughput, timed } from '../harness/load.ts';
import type { JobsPeer } from '../peer-doors.ts';
import { loadPeer, peerVersion } from '../peers.ts';
import { DURABLE_POSTGRES, durablePostgres } from '../servers/durable-postgres.ts';
import { DURABLE_REDIS, redisServer } from '../servers/redis-server.ts';
import { DURABLE_NATS, openStand } from '../servers/stand.ts';
import { contextOf } from '../sites.ts';

const QUEUE = 'bench';
const BULLMQ = 'BullMQ';
const GRAPHILE = 'graphile-worker';
/** Work that is put by one caller alone would wait for each fsync in turn. */
const PUTTERS = 64;
const COST = 'cost per event of ours, job of theirs';

export const jobs: Bench = {
  id: 'P2',
  name: 'jobs',
  what: 'no-op jobs on the work queue, each with its history in the log',
  run: async (context) => {
    const ours = await openOurs(context);
    const peers: Queue[] = [];
    const beside = async (name: string, open: () => Promise<JobsPeer>): Promise<void> => {
      const queue = await context.peer(name, open);
      if (queue) peers.push({ name, queue });
    };
    await beside(BULLMQ, () => openBullmq(context));
    await beside(GRAPHILE, () => openGraphile(context, 'default'));
    await beside(`${GRAPHILE}, tuned`, () => openGraphile(context, 'tuned'));
    await beside('pg-boss, tuned', () => openPgBoss(context));
    for (const concurrency of [10, 50]) await working(context, { name: 'ours', queue: ours }, peers, concurrency);
    await idling(context, { name: 'ours', queue: ours }, peers);
  },
};

type JobQueue = Omit<JobsPeer, typeof Symbol.asyncDispose>;

interface Queue {
  readonly name: string;
  readonly queue: JobQueue;
}

const working = (context: BenchContext, ours: Queue, peers: readonly Queue[], concurrency: number): Promise<void> => {
  const count = context.quick ? 500 : 10_000;
  const complete: Figure = {
    name: 'complete',
    unit: 'jobs/s',
    higherIsBetter: true,
    goals: { [BULLMQ]: [{ of: 'ratio', atLeast: 0.5 }], [GRAPHILE]: [{ of: 'ratio', atLeast: 2 }] },
  };
  // Of ours per event, of a peer per job: it stores one row or key, whatever becomes of the job.
  const cost: Figure = { name: COST, unit: 'µs', higherIsBetter: false };
  const side = ({ name, queue }: Queue, stored: number): Side => ({
    name,
    settings: `${count} jobs; ${queue.settings}`,
    measure: async () => {
      const put = await timed(() => queue.enqueue(count));
      const worked = await queue.work(concurrency, count);
      return {
        enqueue: count / (put / 1_000),
        complete: count / (worked / 1_000),
        [COST]: ((put + worked) * 1_000) / (count * stored),
      };
    },
  });
  const comparison: Comparison = {
    variant: `concurrency ${concurrency}`,
    figures: [{ name: 'enqueue', unit: 'jobs/s', higherIsBetter: true }, complete, cost],
    ours: side(ours, EVENTS_PER_JOB),
    peers: peers.map((peer) => side(peer, 1)),
  };
  return context.compare(comparison);
};

const idling = (context: BenchContext, ours: Queue, peers: readonly Queue[]): Promise<void> => {
  const count = context.quick ? 10 : 100;
  const side = ({ name, queue }: Queue): Side => ({
    name,
    settings: `${count} jobs, one after the other, each 20 ms after the one before has begun; ${queue.settings}`,
    measure: async () => ({ p50: percentile(await queue.idle(count), 0.5) }),
  });
  return context.compare({
    variant: 'idle, call to start',
    figures: [{ name: 'p50', unit: 'ms', higherIsBetter: false, goals: { [BULLMQ]: [{ of: 'ratio', atMost: 2 }] } }],
    ours: side(ours),
    peers: peers.map(side),
  });
};

const EVENTS_PER_JOB = 3;
const about = z.object({ job: z.string(), at: z.string() });
const catalogue = createCatalogue(defineEvents('job', { JobEnqueued: about, JobStarted: about, JobSucceeded: about }));

type JobState = 'none' | 'waiting' | 'running' | 'done';
type JobCommand = Message<'EnqueueJob' | 'StartJob' | 'CompleteJob', { job: string; at: string }>;
type JobEvent = Message<'JobEnqueued' | 'JobStarted' | 'JobSucceeded', { job: string; at: string }>;

/** The least that a job's history is: that it was asked for, that somebody took it, how it ended. */
const jobDecider: Decider<JobState, JobCommand, JobEvent> = {
  initialState: () => 'none',
  decide: ({ type, data }, state) => {
    if (type === 'EnqueueJob') return state === 'none' ? [{ type: 'JobEnqueued', data }] : [];
    if (type === 'StartJob') return state === 'waiting' ? [{ type: 'JobStarted', data }] : [];
    return state === 'running' ? [{ type: 'JobSucceeded', data }] : [];
  },
  evolve: (_state, { type }) => (type === 'JobEnqueued' ? 'waiting' : type === 'JobStarted' ? 'running' : 'done'),
};

const say = (aggregates: Aggregates, type: JobCommand['type'], job: string) => {
  const at = new Date().toISOString();
  const command: JobCommand = { type, data: { job, at } };
  return aggregates.handleCommand(target(streamName('job', job), jobDecider, command), contextOf(at, type, job));
};

const openOurs = async ({ stack }: BenchContext): Promise<JobQueue> => {
  const queues = [{ name: QUEUE, ackWaitMs: 30_000, backoffMs: [], maxAckPending: 1_000 }];
  const stand = stack.use(await openStand({ events: catalogue, queues }));
  // As two processes would be: who works has not seen what was put.
  const putting = createAggregates(stand.broker.events);
  const worker = stack.use(await stand.open());
  let number = 0;
  const put = async (): Promise<void> => {
    const job = `job-${(number += 1)}`;
    await say(putting, 'EnqueueJob', job);
    await stand.broker.work.put({ queue: QUEUE, id: job, body: { job } });
  };
  return {
    settings: `${EVENTS_PER_JOB} events a job by handleCommand, then the ack; ${PUTTERS} put at once; ${DURABLE_NATS}`,
    enqueue: async (count) => void (await throughput(count, PUTTERS, put)),
    work: (concurrency, count) => workThrough(worker, concurrency, count),
    idle: (count) => idleLatencies(worker, put, count),
  };
};

const workThrough = async ({ events, work }: Broker, concurrency: number, count: number): Promise<number> => {
  const aggregates = createAggregates(events);
  const { promise, resolve } = Promise.withResolvers<void>();
  let done = 0;
  const began = performance.now();
  const consumer = await work.consume(QUEUE, concurrency, async ({ id }) => {
    await say(aggregates, 'StartJob', id);
    await say(aggregates, 'CompleteJob', id);
    done += 1;
    if (done >= count) resolve();
    return { type: 'done' };
  });
  await promise;
  // The last of them are acknowledged yet.
  await waitFor(async () => (await work.depth(QUEUE)) === 0, { what: 'the queue to be empty', every: 2 });
  const worked = performance.now() - began;
  await consumer.gracefulShutdown();
  return worked;
};

const idleLatencies = async (broker: Broker, put: () => Promise<void>, count: number): Promise<readonly number[]> => {
  const aggregates = createAggregates(broker.events);
  const samples: number[] = [];
  let began = 0;
  let started = (): void => undefined;
  const consumer = await broker.work.consume(QUEUE, 1, async ({ id }) => {
    samples.push(performance.now() - began);
    started();
    await say(aggregates, 'StartJob', id);
    await say(aggregates, 'CompleteJob', id);
    return { type: 'done' };
  });
  await consumer.ready;
  for (let job = 0; job < count; job += 1) {
    const { promise, resolve } = Promise.withResolvers<void>();
    started = resolve;
    await new Promise((rest) => setTimeout(rest, 20));
    began = performance.now();
    await put();
    await promise;
  }
  await consumer.gracefulShutdown();
  return samples;
};

const openBullmq = async ({ stack }: BenchContext): Promise<JobsPeer> => {
  const { openBullmq: open } = await loadPeer('bullmq');
  const server = stack.use(await redisServer());
  return described(stack.use(await open(server.port)), `${await peerVersion('bullmq')}; ${DURABLE_REDIS}`);
};

const openGraphile = async ({ stack }: BenchContext, how: 'default' | 'tuned'): Promise<JobsPeer> => {
  const { openGraphile: open } = await loadPeer('graphile');
  const server = stack.use(await durablePostgres());
  const peer = stack.use(await open(await server.createDatabase(), how));
  return described(peer, `${await peerVersion('graphile-worker')}; ${DURABLE_POSTGRES}`);
};

const openPgBoss = async ({ stack }: BenchContext): Promise<JobsPeer> => {
  const { openPgBoss: open } = await loadPeer('pg-boss');
  const server = stack.use(await durablePostgres());
  const peer = stack.use(await open(await server.createDatabase()));
  return described(peer, `${await peerVersion('pg-boss')}; ${DURABLE_POSTGRES}`);
};

const described = (peer: JobsPeer, more: string): JobsPeer => ({ ...peer, settings: `${peer.settings}; ${more}` });

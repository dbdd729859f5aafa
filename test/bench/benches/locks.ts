import { join } from 'node:path';
import type { Locks } from '@pagewright/kernel';
import { startProgram } from '../../support/program.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { Bench, BenchContext, Figure, Side } from '../harness/bench.ts';
import { rateOf } from '../harness/load.ts';
import type { RedisPeer } from '../peer-doors.ts';
import { loadPeer, peerVersion } from '../peers.ts';
import { DURABLE_REDIS, redisServer } from '../servers/redis-server.ts';
import { DURABLE_NATS, openStand, type Stand } from '../servers/stand.ts';

const REDIS = 'Redis SET NX PX + INCR, release by script';
const TTL_SECONDS = 2;
const RENEW_MS = 500;

export const locks: Bench = {
  id: 'P3',
  name: 'locks',
  what: 'take and release a site’s lock with its fencing token; take-over after a death',
  run: async (context) => {
    const stand = context.stack.use(await openStand());
    const redis = await context.peer('Redis', () => openRedis(context));
    for (const sites of [1, 64]) await cycling(context, stand, redis, sites);
    await takingOver(context, stand);
  },
};

interface Redis {
  readonly peer: RedisPeer;
  readonly settings: string;
}

const openRedis = async ({ stack }: BenchContext): Promise<Redis> => {
  const { openRedis: open } = await loadPeer('redis');
  const server = stack.use(await redisServer());
  const peer = stack.use(await open(server.port));
  return { peer, settings: `TTL 15 s; ${await peerVersion('ioredis')}; ${DURABLE_REDIS}` };
};

const cycling = async (
  { compare, seconds }: BenchContext,
  { broker }: Stand,
  redis: Redis | undefined,
  sites: number,
): Promise<void> => {
  const rate: Figure = {
    name: 'rate',
    unit: 'cycles/s',
    higherIsBetter: true,
    goals: { [REDIS]: [{ of: 'ratio', atLeast: sites === 1 ? 0.7 : 0.12 }] },
  };
  const side = (name: string, settings: string, cycle: (key: string) => Promise<void>): Side => ({
    name,
    settings,
    measure: async () => ({ rate: await rateOf(sites, seconds, (site) => cycle(`site.${sites}-${site}`)) }),
  });
  await compare({
    variant: sites === 1 ? '1 site' : `${sites} sites at once`,
    figures: [rate],
    ours: side('Locks', `TTL 15 s; compare-and-set where it was left free, purge; ${DURABLE_NATS}`, (key) =>
      cycleOf(broker.locks, key),
    ),
    peers: redis
      ? [
          side(REDIS, redis.settings, async (key) => {
            const taken = await redis.peer.acquire(key, 15_000);
            if (!taken || !(await redis.peer.release(key, taken.nonce))) throw new Error(`${key} was lost`);
          }),
        ]
      : [],
  });
};

const cycleOf = async (held: Locks, key: string): Promise<void> => {
  const taken = await held.acquire(key, { owner: 'bench', purpose: 'a cycle' });
  if (taken.status !== 'held') throw new Error(`${key} is busy`);
  await taken.lock.release();
};

/** A process takes the lock and is killed between two renewals; another asks for it all the time. */
const takingOver = async ({ compare, quick, pairs }: BenchContext, stand: Stand): Promise<void> => {
  await using eager = await stand.open({ locks: { ttlSeconds: TTL_SECONDS, renewMs: RENEW_MS } });
  let round = 0;
  await compare({
    variant: 'take-over after the holder’s death',
    figures: [
      {
        name: 'wait',
        unit: 'ms',
        higherIsBetter: false,
        goals: { Locks: [{ of: 'ours', atMost: TTL_SECONDS * 1_000 + 500 }] },
      },
    ],
    warmUp: false,
    pairs: quick ? 1 : pairs,
    ours: {
      name: 'Locks',
      settings: `TTL ${TTL_SECONDS} s, renewed every ${RENEW_MS} ms, asked for every 20 ms; ${DURABLE_NATS}`,
      measure: async () => {
        const key = `site.killed-${(round += 1)}`;
        const program = join(import.meta.dirname, '../servers/lock-holder.ts');
        const args = [program, stand.server.url, key, String(TTL_SECONDS), String(RENEW_MS)];
        const holder = startProgram(process.execPath, args);
        await holder.prints(/held/);
        // After at least one renewal, at a moment that falls anywhere between two.
        await new Promise((resolve) => setTimeout(resolve, RENEW_MS * (1 + Math.random())));
        holder.kill('SIGKILL');
        await holder.exited;
        const began = performance.now();
        const look = async () => {
          const taken = await eager.locks.acquire(key, { owner: 'bench', purpose: 'take-over' });
          return taken.status === 'held' ? taken.lock : undefined;
        };
        const lock = await waitFor(look, { what: 'the lock to be free', timeout: 30_000 });
        const wait = performance.now() - began;
        await lock.release();
        return { wait };
      },
    },
    peers: [],
  });
};

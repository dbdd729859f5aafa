import { z } from 'zod';
import { id, instant } from './common.ts';

const count = z.int().min(0);
const status = z.enum(['ok', 'degraded', 'failing']);

/** `site.4cc91a1e-…`: what a lock is on. */
export const lockKey = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9_-]{1,64}(\.[A-Za-z0-9_-]{1,64})+$/, 'must be the key of a lock, such as site.<id>');
/** `build.4cc91a1e-….812`: queue, item and its place in the queue's stream. */
export const itemId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}\.[A-Za-z0-9_-]{1,64}\.\d{1,15}$/, 'must be the id of an item, such as build.<site>.812');

/** Where the thing belongs to a site: whose id, and what people call it; the name is null for one that is gone. */
const ofSite = z.object({ id, name: z.string().nullable() }).meta({ id: 'NamedSite' });

export const part = z.object({ part: z.string(), status, reasons: z.array(z.string()) }).meta({ id: 'SystemPart' });

export const logGrowth = z
  .object({
    /** Position of the newest event. */
    position: count,
    /** Null where the log lies in another store than the broker. */
    events: count.nullable(),
    bytes: count.nullable(),
    /** Events of the last minutes since the API started, at most 30, oldest first. */
    perMinute: z.array(count),
  })
  .meta({ id: 'SystemLog' });

export const disk = z.object({ folder: z.string(), free: count, size: count }).meta({ id: 'SystemDisk' });

/** Who reads the log in order, and how far it is behind. */
export const logReader = z
  .object({
    reader: z.string(),
    kind: z.enum(['read-model', 'publisher', 'other']),
    state: z.enum(['reading', 'rebuilding', 'starting', 'retrying', 'stopped', 'standing-by']),
    /** Null where another process has it. */
    position: count.nullable(),
    /** Events. */
    behind: count.nullable(),
    /** Since it was last at the log's end; 0 where it is there. */
    seconds: z.number().min(0).nullable(),
  })
  .meta({ id: 'SystemReader' });

export const runner = z
  .object({
    id: z.string(),
    roles: z.array(z.string()),
    since: instant.nullable(),
    saidAt: instant,
  })
  .meta({ id: 'SystemRunner' });

export const queue = z
  .object({
    queue: z.string(),
    /** Items that wait or are worked on. */
    depth: count,
    /** When the oldest of them was put. */
    oldest: instant.nullable(),
    /** Given up, and not settled. */
    letters: count,
  })
  .meta({ id: 'SystemQueue' });

export const item = z
  .object({
    id: itemId,
    queue: z.string(),
    site: ofSite.nullable(),
    /** `queued`: it waits or is worked on. `waiting`: it was given up and waits for an operator. */
    state: z.enum(['queued', 'waiting', 'replayed', 'dropped']),
    time: instant,
    /** Why it was given up, and after how many attempts. */
    reason: z.string().nullable(),
    deliveries: count.nullable(),
    body: z.unknown(),
  })
  .meta({ id: 'SystemItem' });

export const lock = z
  .object({
    key: lockKey,
    site: ofSite.nullable(),
    holder: z.string(),
    purpose: z.string(),
    token: z.int().min(1),
    since: instant.nullable(),
    renewedAt: instant,
    /** Builds that wait for it. */
    waiting: count,
  })
  .meta({ id: 'SystemLock' });

export const stuckBuild = z
  .object({
    site: ofSite,
    build: id,
    state: z.enum(['waiting', 'running', 'stopping']),
    since: instant,
    cause: z.enum(['no-runner', 'holder-away', 'holder-idle', 'at-work', 'queued', 'forgotten']),
    reason: z.string(),
    /** What to do, with the command that does it. */
    next: z.string(),
  })
  .meta({ id: 'StuckBuild' });

export const buildEnds = z
  .object({ succeeded: count, declined: count, failed: count, rejected: count, cancelled: count })
  .meta({ id: 'BuildEnds' });

/** GET /api/system, for administrators. What could not be read in time is null; the parts say why. */
export const system = z
  .object({
    at: instant,
    status,
    parts: z.array(part),
    log: logGrowth.nullable(),
    disks: z.array(disk),
    readers: z.array(logReader),
    runners: z.array(runner).nullable(),
    queues: z.array(queue).nullable(),
    /** The newest of each queue, at most 50. */
    letters: z.array(item).nullable(),
    locks: z.array(lock).nullable(),
    /** Builds that have waited or run for more than ten minutes, oldest first, at most 50; `count` tells all. */
    stuck: z.object({ count, items: z.array(stuckBuild) }).nullable(),
    /** How builds ended in the last 24 hours. */
    builds: buildEnds.nullable(),
    sites: z.object({ all: count, live: count, building: count }).nullable(),
    accounts: count.nullable(),
    /** WebSocket connections of this process. */
    connections: count,
  })
  .meta({ id: 'System' });

/** POST /api/system/locks/{lock}/break */
export const breakLock = z.object({
  /** Take it away although its holder may live; else it is waited, up to 30 s, until it expires. */
  force: z.boolean().default(false),
  /** Of the lock that is meant, so that nobody else's is taken. */
  token: z.int().min(1),
});
/** `free`: nobody held it. `expired`: nobody renewed it. `taken`: it was taken away. */
export const brokenLock = z.object({ outcome: z.enum(['free', 'expired', 'taken']) }).meta({ id: 'BrokenLock' });

import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { RedisPeer } from '../peer-doors.ts';

/** Deletes the lock if it is still ours, as one step. */
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end`;

export const openRedis = async (port: number): Promise<RedisPeer> => {
  const redis = new Redis({ port, host: '127.0.0.1' });
  redis.defineCommand('releaseLock', { numberOfKeys: 1, lua: RELEASE });
  const scripted = redis as Redis & { releaseLock(key: string, nonce: string): Promise<number> };
  await redis.ping();
  return {
    acquire: async (key, ttlMs) => {
      const nonce = randomUUID();
      const granted = await redis.set(`lock:${key}`, nonce, 'PX', ttlMs, 'NX');
      return granted === null ? undefined : { token: await redis.incr(`token:${key}`), nonce };
    },
    release: async (key, nonce) => (await scripted.releaseLock(`lock:${key}`, nonce)) === 1,
    [Symbol.asyncDispose]: async () => void (await redis.quit()),
  };
};

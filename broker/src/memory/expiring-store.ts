import type { ExpiringStore } from '@pagewright/kernel';
import { requireSeconds } from '../expiring/expiring-store.ts';
import { sessionSubject } from '../subjects.ts';
import type { Clock } from './clock.ts';

export const createMemoryExpiringStore = (clock: Clock): ExpiringStore => {
  const values = new Map<string, { readonly json: string; readonly revision: number; readonly until: number }>();
  let revisions = 0;
  const live = (key: string) => {
    const found = values.get(sessionSubject(key));
    return found && clock.now() < found.until ? found : undefined;
  };
  const write = (key: string, value: unknown, ttlSeconds: number) => {
    const until = clock.now() + requireSeconds(ttlSeconds) * 1_000;
    values.set(sessionSubject(key), { json: JSON.stringify(value ?? null), revision: (revisions += 1), until });
    return true;
  };
  return {
    get: async (key) => {
      const found = live(key);
      return found && { value: JSON.parse(found.json) as unknown, revision: found.revision };
    },
    create: async (key, value, ttlSeconds) => (live(key) ? false : write(key, value, ttlSeconds)),
    replace: async (key, value, revision, ttlSeconds) =>
      live(key)?.revision === revision ? write(key, value, ttlSeconds) : false,
    delete: async (key) => void values.delete(sessionSubject(key)),
  };
};

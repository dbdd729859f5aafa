import { LRUCache } from 'lru-cache';
import type { KeyState } from './lease.ts';

/** About 100 bytes each. */
const REMEMBERED = 4_096;

export interface FreeRevisions {
  note(key: string, revision: number): void;
  /** A guess, good for one compare-and-set. */
  take(key: string): Extract<KeyState, { status: 'free' }> | undefined;
}

/**
 * Where this process left keys free. Who takes the same site again, as a runner does, need not ask the leader first: it
 * names the revision that it knows, and the compare-and-set refuses when anybody was there meanwhile.
 */
export const createFreeRevisions = (atMost = REMEMBERED): FreeRevisions => {
  const revisions = new LRUCache<string, number>({ max: atMost });
  return {
    note: (key, revision) => void revisions.set(key, revision),
    take: (key) => {
      const revision = revisions.get(key);
      revisions.delete(key);
      return revision === undefined ? undefined : { status: 'free', revision };
    },
  };
};

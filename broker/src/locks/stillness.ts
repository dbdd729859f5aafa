import { LRUCache } from 'lru-cache';
import type { LeaseClock } from './held-lock.ts';
import type { LiveKey } from './lease.ts';

/** About 100 bytes each. */
const REMEMBERED = 4_096;
/** Whoever holds a lease has trusted it for 0.8 of its time to live at most; the broker should have dropped it after one. */
const TIMES_TO_LIVE = 2;

export interface Stillness {
  /** A look: whether the lease was seen with this very revision for so long that its holder gave it up and the broker forgot it. */
  isAbandoned(key: string, state: LiveKey): boolean;
}

/**
 * Leases that the broker should have dropped. A broker that was killed may come back without knowing when some of its
 * messages end (nats-server 2.15.1: "TTL state is outdated", docs/decisions/0054), and would keep the lease of a dead
 * holder for ever. Counted by our own clock from our own first look, so that no clock of another machine is trusted; the
 * compare-and-set of whoever takes it decides between two of them, and fencing tokens shut out a holder that only slept.
 */
export const createStillness = (clock: Pick<LeaseClock, 'now'>, ttlMs: number, atMost = REMEMBERED): Stillness => {
  const seen = new LRUCache<string, { readonly revision: number; readonly since: number }>({ max: atMost });
  return {
    isAbandoned: (key, { revision, value }) => {
      const known = seen.get(key);
      const first = known?.revision === revision ? known : { revision, since: clock.now() };
      seen.set(key, first);
      return clock.now() - first.since > TIMES_TO_LIVE * (value.ttlMs ?? ttlMs);
    },
  };
};

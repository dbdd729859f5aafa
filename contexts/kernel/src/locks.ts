import type { Brand } from './message.ts';

/** The revision under which a lock was granted: strictly increasing per key, for ever. */
export type FencingToken = Brand<number, 'FencingToken'>;

export interface LockOwner {
  /** Who holds it, in words people read: a runner's id. */
  readonly owner: string;
  /** Why: `build 7c1…`. */
  readonly purpose: string;
}

export type Acquired =
  | { readonly status: 'held'; readonly lock: HeldLock }
  | { readonly status: 'busy'; readonly holder: LockOwner; readonly token: FencingToken };

/** A lock that somebody holds now. */
export interface LiveLock {
  readonly key: string;
  readonly holder: LockOwner;
  readonly token: FencingToken;
  /** When it was taken, by its holder's clock; undefined where an earlier release took it. */
  readonly takenAt: Date | undefined;
  /** When it was taken or last renewed, by the broker's clock. */
  readonly renewedAt: Date;
}

/**
 * A lease with automatic renewal. The token stays the one of the acquisition through every renewal. `lost` aborts as
 * soon as the lease is known or presumed gone (0.8 TTL on the monotonic clock since before the last good request):
 * whoever works under it stops at once. The lock only says who may work; the fence in the aggregate makes it safe.
 */
export interface HeldLock extends AsyncDisposable {
  readonly key: string;
  readonly token: FencingToken;
  readonly lost: AbortSignal;
  /** Renews now, outside the rhythm; false when the lease is lost. */
  renew(): Promise<boolean>;
  /** Gives it up; harmless when lost or released before. */
  release(): Promise<void>;
}

/** Leases by compare-and-set on the broker's key-value store (design: BROKER 3; M. Kleppmann, "How to do distributed locking", 2016). */
export interface Locks {
  /** Takes `key` if free or expired; never waits. @throws LocksUnavailable when the broker does not answer in time. */
  acquire(key: string, owner: LockOwner): Promise<Acquired>;
  /** Who holds it now, read from the leader. */
  inspect(key: string): Promise<LiveLock | undefined>;
  /** All that are held now, read from the leader one by one; with a prefix, those whose key begins with `<prefix>.`. */
  list(prefix?: string): Promise<readonly LiveLock[]>;
  /**
   * Takes it away from whoever holds it under this token, who finds out at the next renewal; the fence keeps what he
   * does until then from counting. `changed` when he does not hold it any more.
   */
  break(key: string, token: FencingToken): Promise<'broken' | 'changed'>;
  /** Every future token is at least this; what was granted before must be below it. */
  nextToken(): Promise<FencingToken>;
}

export class LocksUnavailable extends Error {
  override readonly name = 'LocksUnavailable';
}

import type { FencingToken, LockOwner } from '@pagewright/kernel';

/** What a live lock's key holds. The token is missing in the value of the acquisition, whose revision it is. */
export interface LeaseValue extends LockOwner {
  readonly nonce: string;
  /** When it was taken, by the holder's clock, RFC 3339; missing in leases of earlier releases. For people alone. */
  readonly takenAt?: string;
  readonly token?: number;
  /** For how long after a write the broker keeps it; missing in leases of earlier releases. */
  readonly ttlMs?: number;
}

/** The newest message of a key: a live lease, or a free key at a revision that the next acquisition must name. */
export type KeyState = { readonly status: 'free'; readonly revision: number } | LiveKey;

export interface LiveKey {
  readonly status: 'live';
  readonly revision: number;
  readonly value: LeaseValue;
  /** When this value was stored, by the broker's clock. */
  readonly time: Date;
}

/** How a compare-and-set ended. */
export type Written =
  | { readonly status: 'written'; readonly revision: number }
  | { readonly status: 'stale' }
  | { readonly status: 'unknown' };

/** The key-value store as the lock protocol needs it: everything from the leader, every write with a time to live. */
export interface LeaseStore {
  /** @throws LocksUnavailable */
  read(key: string): Promise<KeyState>;
  /** Writes the value if the key's revision is still the given one (0: the key never was). */
  write(key: string, value: LeaseValue, revision: number): Promise<Written>;
  /** Frees the key under the same condition. Where it did not hold, or nobody answered, nothing is known. */
  free(key: string, revision: number): Promise<Written>;
  /** Every live key, with a prefix those below it. @throws LocksUnavailable */
  live(prefix?: string): Promise<readonly (readonly [key: string, state: LiveKey])[]>;
  /** Revision of the next write to any key, at least. @throws LocksUnavailable */
  next(): Promise<number>;
}

export const tokenOf = ({ revision, value }: LiveKey): FencingToken => (value.token ?? revision) as FencingToken;

import type { FencingToken, HeldLock } from '@pagewright/kernel';
import type { LeaseStore, LeaseValue } from './lease.ts';

/** Time that only goes forward, whatever is done to the wall clock; milliseconds. */
export interface LeaseClock {
  now(): number;
  after(ms: number, callback: () => void): () => void;
}

export interface LeaseTimes {
  readonly ttlMs: number;
  readonly renewMs: number;
}

/** The share of the TTL for which we trust a lease: the rest covers clocks that run unevenly. */
export const TRUSTED_SHARE = 0.8;
const RETRY_SHARE = 0.2;

export class LockLost extends Error {
  override readonly name = 'LockLost';
}

export interface Granted {
  readonly key: string;
  readonly value: LeaseValue;
  readonly token: FencingToken;
  readonly revision: number;
  /** Clock reading from before the request that granted it. */
  readonly askedAt: number;
  /** Called after a release with the revision at which the key is free now. */
  readonly freed: (revision: number) => void;
}

/**
 * Keeps a granted lease alive. State machine: *held* until `validUntil`, which each good renewal moves on, counted from
 * before its request. A renewal that was answered "stale" or not at all is looked up: our nonce on a newer revision
 * means that it was stored and only its answer was lost; on the same revision, that it may still come; any other value,
 * a marker or nothing, that the lease is *lost*. Without a good answer by `validUntil` it is *lost* too. *Released* and
 * *lost* are final. Renewals never overlap.
 */
export const holdLease = (store: LeaseStore, clock: LeaseClock, times: LeaseTimes, granted: Granted): HeldLock => {
  const { key, token } = granted;
  const value: LeaseValue = { ...granted.value, token };
  const lost = new AbortController();
  let revision = granted.revision;
  let validUntil = granted.askedAt + TRUSTED_SHARE * times.ttlMs;
  /** When the oldest renewal was sent whose fate is not known. */
  let doubtfulSince: number | undefined;
  let over = false;
  let cancelRenewal = (): void => undefined;
  let cancelExpiry = (): void => undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const end = () => {
    over = true;
    cancelRenewal();
    cancelExpiry();
  };
  const lose = (why: string) => {
    if (over) return;
    end();
    lost.abort(new LockLost(`The lock ${key} (${value.purpose}) is lost: ${why}`));
  };
  const expireAt = () => {
    cancelExpiry();
    cancelExpiry = clock.after(Math.max(0, validUntil - clock.now()), () => lose('no renewal was answered in time'));
  };
  const renewAfter = (ms: number) => {
    cancelRenewal();
    cancelRenewal = clock.after(ms, () => void renew());
  };
  const extend = (to: number, since: number) => {
    revision = to;
    doubtfulSince = undefined;
    validUntil = Math.max(validUntil, since + TRUSTED_SHARE * times.ttlMs);
    expireAt();
    renewAfter(times.renewMs);
  };

  const renewOnce = async (): Promise<boolean> => {
    if (over) return false;
    const askedAt = clock.now();
    if (askedAt >= validUntil) lose('it was not renewed in time');
    const written = over ? undefined : await store.write(key, value, revision);
    if (over || !written) return false;
    if (written.status === 'written') {
      extend(written.revision, askedAt);
      return !over;
    }
    doubtfulSince ??= askedAt;
    return lookUp(doubtfulSince);
  };

  const lookUp = async (since: number): Promise<boolean> => {
    const found = await store.read(key).catch(() => undefined);
    if (over) return false;
    if (!found) {
      renewAfter(times.renewMs * RETRY_SHARE);
      return true;
    }
    if (found.status !== 'live' || found.value.nonce !== value.nonce) {
      lose(found.status === 'live' ? `${found.value.owner} has it now` : 'it has expired');
      return false;
    }
    if (found.revision === revision) renewAfter(times.renewMs * RETRY_SHARE);
    else extend(found.revision, since);
    return !over;
  };

  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };
  const renew = () => inTurn(renewOnce);
  const release = () =>
    inTurn(async () => {
      if (over) return;
      end();
      const written = await store.free(key, revision);
      if (written.status === 'written') granted.freed(written.revision);
    });

  expireAt();
  renewAfter(times.renewMs);
  return { key, token, lost: lost.signal, renew, release, [Symbol.asyncDispose]: release };
};

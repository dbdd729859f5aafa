import { setTimeout as wait } from 'node:timers/promises';
import type { CommandResult, LiveLock, Locks } from '@pagewright/kernel';
import type { RecordDeed } from './deeds.ts';

export interface LockBreaking {
  readonly locks: Pick<Locks, 'inspect'>;
  /** Takes a lock away; done as the one user of the broker who may. */
  readonly takeAway: Locks['break'];
  readonly record: RecordDeed;
}

export interface BreakWish {
  readonly key: string;
  /** Take it away although its holder may live; else it is waited until it expires. */
  readonly force: boolean;
  /** Of the lock that is meant: another one is left alone. Undefined: whoever holds it now. */
  readonly token?: number | undefined;
  /** How long it is waited, in milliseconds. */
  readonly withinMs: number;
  readonly signal: AbortSignal;
  readonly onWaiting?: (lock: LiveLock) => void;
}

/**
 * `free`: nobody held it. `expired`: nobody renewed it. `alive`: its holder did. `lasting`: it did neither in time.
 * `changed`: somebody else holds it by now. `taken`: it was taken away, which was written down.
 */
export type BreakOutcome =
  | { readonly outcome: 'free' | 'expired' }
  | { readonly outcome: 'alive' | 'lasting' | 'changed'; readonly lock: LiveLock }
  | { readonly outcome: 'taken'; readonly lock: LiveLock; readonly recorded: CommandResult };

const LOOK_MS = 500;

/** Frees a lock whose holder is gone; what makes that safe is the fence in the aggregate (decision 0041). */
export const breakLock = async (
  { locks, takeAway, record }: LockBreaking,
  { key, force, token, withinMs, signal, onWaiting }: BreakWish,
): Promise<BreakOutcome> => {
  const lock = await locks.inspect(key);
  if (!lock) return { outcome: 'free' };
  if (token !== undefined && lock.token !== token) return { outcome: 'changed', lock };
  if (!force) {
    onWaiting?.(lock);
    return expiryOf(locks, lock, withinMs, signal);
  }
  if ((await takeAway(key, lock.token)) === 'changed') return { outcome: 'changed', lock };
  const data = { key, token: lock.token, holder: lock.holder.owner, forced: true };
  return { outcome: 'taken', lock, recorded: await record({ type: 'LockBroken', data }) };
};

const expiryOf = async (
  locks: LockBreaking['locks'],
  lock: LiveLock,
  withinMs: number,
  signal: AbortSignal,
): Promise<BreakOutcome> => {
  const until = performance.now() + withinMs;
  while (performance.now() < until) {
    await wait(LOOK_MS, undefined, { signal });
    const now = await locks.inspect(lock.key);
    if (!now || now.token !== lock.token) return { outcome: 'expired' };
    if (now.renewedAt.getTime() > lock.renewedAt.getTime()) return { outcome: 'alive', lock: now };
  }
  return { outcome: 'lasting', lock };
};

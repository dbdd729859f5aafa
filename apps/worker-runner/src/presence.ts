import { setTimeout as wait } from 'node:timers/promises';
import type { Locks } from '@pagewright/kernel';

/** This runner's word that it is there and ready, kept as a lock of its own: who dies takes it along. */
export interface Presence extends AsyncDisposable {
  /** Why nobody can know that we are here; undefined where it is known. */
  readonly trouble: string | undefined;
}

const AGAIN_MS = 1_000;

/** Waiting builds wait for runners that build: one that only hosts, answers or checks must not be taken for one. */
const keyOf = (runnerId: string, roles: readonly string[]): string =>
  `${roles.includes('builds') ? 'runner' : 'helper'}.${runnerId}`;

/**
 * Holds the lock `runner.<id>`, or `helper.<id>` where it does not build, for as long as this runner works. Its renewals are writes to the broker's store, so that
 * a broker which answers and stores nothing is noticed by whoever waits for nothing else.
 */
export const announcePresence = (locks: Locks, runnerId: string, roles: readonly string[]): Presence => {
  const stop = new AbortController();
  let trouble: string | undefined = 'it has not been said yet';

  const say = async (): Promise<void> => {
    const acquired = await locks.acquire(keyOf(runnerId, roles), { owner: runnerId, purpose: roles.join(', ') });
    if (acquired.status === 'busy') throw new Error(`${acquired.holder.owner} has our name`);
    const { lock } = acquired;
    trouble = undefined;
    await ended(AbortSignal.any([stop.signal, lock.lost]));
    if (lock.lost.aborted) throw new Error('it was not renewed in time');
    await lock.release();
  };

  const keepSaying = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await say().catch((raw: unknown) => {
        trouble = raw instanceof Error ? raw.message : String(raw);
      });
      await wait(AGAIN_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  };
  const kept = keepSaying();

  return {
    get trouble() {
      return trouble;
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await kept;
    },
  };
};

const ended = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

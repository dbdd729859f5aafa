import type { EventStore, Recorded } from '@pagewright/kernel';
import { describe, expect, it } from 'vitest';
import { newestTokenIn } from './newest-token.ts';
import { checkLockTokens, LocksBehindLog } from './token-check.ts';

const logWith = (event: Pick<Recorded, 'type' | 'data'> | undefined): Pick<EventStore, 'newest'> => ({
  newest: async (kind, type) => (kind === 'site' && type === 'BuildStarted' ? (event as Recorded) : undefined),
});

describe('The newest token of the log', () => {
  it('is that of the newest start of a build, and 0 where no build was ever started', async () => {
    expect(await newestTokenIn(logWith({ type: 'BuildStarted', data: { fencingToken: 20 } }))()).toBe(20);
    expect(await newestTokenIn(logWith(undefined))()).toBe(0);
  });

  it('must be below what the next lock gets', async () => {
    const locks = (next: number) => ({ nextToken: async () => next as never });
    await expect(checkLockTokens(locks(11), async () => 10)).resolves.toBeUndefined();
    await expect(checkLockTokens(locks(10), async () => 10)).rejects.toThrow(LocksBehindLog);
    await expect(checkLockTokens(locks(10), async () => 10)).rejects.toThrow(/pagewright locks reset/);
  });
});

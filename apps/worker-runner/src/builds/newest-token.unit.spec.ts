import type { EventFeed, EventStore, FeedOptions, Recorded } from '@pagewright/kernel';
import { describe, expect, it } from 'vitest';
import { newestTokenIn } from './newest-token.ts';
import { checkLockTokens, LocksBehindLog } from './token-check.ts';

const start = (position: number, fencingToken: number, stream = 'site.docs'): Recorded =>
  ({ type: 'BuildStarted', data: { fencingToken }, meta: { position, stream } }) as never;

const logOf = (events: readonly Recorded[], last: number) => {
  const reads: number[] = [];
  const store: Pick<EventStore, 'read'> = {
    read: async (at) => {
      reads.push(at);
      return events.find(({ meta }) => meta.position === at);
    },
  };
  const feed: EventFeed = {
    last: async () => last as never,
    subscribe: async function* ({ after }: FeedOptions) {
      yield { events: events.filter(({ meta }) => meta.position > after), position: last as never, caughtUp: true };
    },
  };
  return { newest: newestTokenIn(store, feed), reads };
};

describe('The newest token of the log', () => {
  it('is that of the newest start of a build, found from the end', async () => {
    const { newest, reads } = logOf([start(3, 10), start(90, 20), start(95, 99, 'deployment.docs')], 100);
    expect(await newest()).toBe(20);
    expect(Math.min(...reads)).toBeGreaterThan(50);
  });

  it('is found far from the end too, and is 0 where no build was ever started', async () => {
    expect(await logOf([start(1, 5), start(2, 6)], 100_000).newest()).toBe(6);
    expect(await logOf([], 100_000).newest()).toBe(0);
    expect(await logOf([], 0).newest()).toBe(0);
  });

  it('must be below what the next lock gets', async () => {
    const locks = (next: number) => ({ nextToken: async () => next as never });
    await expect(checkLockTokens(locks(11), async () => 10)).resolves.toBeUndefined();
    await expect(checkLockTokens(locks(10), async () => 10)).rejects.toThrow(LocksBehindLog);
    await expect(checkLockTokens(locks(10), async () => 10)).rejects.toThrow(/pagewright locks reset/);
  });
});

import type { EventFeed, Locks, Recorded } from '@pagewright/kernel';
import type { SiteEvent } from '@pagewright/sites';

/** The locks were made anew with smaller numbers: a token granted now could be taken for an old one. */
export class LocksBehindLog extends Error {
  override readonly name = 'LocksBehindLog';
  constructor(newest: number, next: number) {
    super(
      `The newest build was started under lock token ${newest}, but the next lock would get ${next}: the locks are older than the log. No work is taken; run "pagewright locks reset" and start again`,
    );
  }
}

/** The start check of every runner. @throws LocksBehindLog */
export const checkLockTokens = async (locks: Locks, newestToken: () => Promise<number>): Promise<void> => {
  const [newest, next] = [await newestToken(), await locks.nextToken()];
  if (newest >= next) throw new LocksBehindLog(newest, next);
};

/** The greatest token of any `BuildStarted`, found by reading the whole log; 0 when no build was ever started. */
export const greatestTokenIn =
  (feed: EventFeed): (() => Promise<number>) =>
  async () => {
    let greatest = 0;
    const last = await feed.last();
    if (last === 0) return greatest;
    for await (const { events, position } of feed.subscribe({ after: 0 as typeof last, kinds: ['site'] })) {
      for (const event of events) {
        // Only events of sites are asked for.
        const { type, data } = event as Recorded<SiteEvent>;
        if (type === 'BuildStarted') greatest = Math.max(greatest, data.fencingToken);
      }
      if (position >= last) break;
    }
    return greatest;
  };

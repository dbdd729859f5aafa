import type { EventFeed, EventStore, Position, Recorded } from '@pagewright/kernel';
import { BEGINNING, position } from '@pagewright/kernel';
import type { SiteEvent } from '@pagewright/sites';

const BACKWARDS = 2_000;
const AT_ONCE = 50;

/**
 * The token of the newest `BuildStarted` of all sites, 0 when no build was ever started. Looks back from the end of the
 * log first, where it nearly always is; only when it is not there the log is read from its beginning.
 */
export const newestTokenIn =
  (events: Pick<EventStore, 'read'>, feed: EventFeed): (() => Promise<number>) =>
  async () => {
    const last = await feed.last();
    const lowest = Math.max(1, last - BACKWARDS + 1);
    for (let top: number = last; top >= lowest; top -= AT_ONCE) {
      const bottom = Math.max(lowest, top - AT_ONCE + 1);
      const places = Array.from({ length: top - bottom + 1 }, (_, index) => position(top - index));
      for (const event of await Promise.all(places.map((at) => events.read(at)))) {
        const token = event && tokenOf(event);
        if (token !== undefined) return token;
      }
    }
    return lowest > 1 ? lastTokenUpTo(feed, position(lowest - 1)) : 0;
  };

const lastTokenUpTo = async (feed: EventFeed, last: Position): Promise<number> => {
  let newest = 0;
  for await (const batch of feed.subscribe({ after: BEGINNING, kinds: ['site'] })) {
    for (const event of batch.events) newest = tokenOf(event) ?? newest;
    if (batch.position >= last) break;
  }
  return newest;
};

const tokenOf = (event: Recorded): number | undefined => {
  if (!event.meta.stream.startsWith('site.')) return undefined;
  // A site's stream holds the site's events.
  const { type, data } = event as Recorded<SiteEvent>;
  return type === 'BuildStarted' ? data.fencingToken : undefined;
};

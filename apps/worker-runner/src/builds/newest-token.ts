import type { EventStore, Recorded } from '@pagewright/kernel';
import type { SiteEvent } from '@pagewright/sites';

/** The token of the newest `BuildStarted` of all sites, 0 when no build was ever started. */
export const newestTokenIn =
  (events: Pick<EventStore, 'newest'>): (() => Promise<number>) =>
  async () => {
    const newest = await events.newest('site', 'BuildStarted');
    if (!newest) return 0;
    // A site's stream holds the site's events.
    const { type, data } = newest as Recorded<SiteEvent>;
    if (type !== 'BuildStarted') throw new Error(`Asked for a BuildStarted, the log gave a ${type}`);
    return data.fencingToken;
  };

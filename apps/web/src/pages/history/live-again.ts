import type { Site, SiteAsOf } from '../../api/types.ts';

/**
 * The version that a moment offers to make live again: the one that was live then; at the publish of what is live still,
 * the one that it put aside. Null when there is nothing to bring back.
 */
export const liveAgain = (
  { event, site: then, before }: Pick<SiteAsOf, 'event' | 'site' | 'before'>,
  site: Pick<Site, 'live'>,
): number | null => {
  const [was, is] = [then?.live?.version ?? null, site.live?.version ?? null];
  if (was !== is) return was;
  return event.type === 'VersionPromoted' && event.data['target'] === 'live' ? before.live : null;
};

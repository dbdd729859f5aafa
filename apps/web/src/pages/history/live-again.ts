import type { Site, SiteAsOf } from '../../api/types.ts';

/**
 * The version that a moment offers to make live again: at a publish the one that it put aside, else the one that was
 * live; null when that is live now, or when there was none.
 */
export const liveAgain = (
  { event, site: then, before }: Pick<SiteAsOf, 'event' | 'site' | 'before'>,
  site: Pick<Site, 'live'>,
): number | null => {
  const put = event.type === 'VersionPromoted' && event.data['target'] === 'live';
  const version = (put ? before.live : then?.live?.version) ?? null;
  return version === site.live?.version ? null : version;
};

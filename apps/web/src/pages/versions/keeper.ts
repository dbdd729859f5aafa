import type { Site, Version } from '../../api/types.ts';

/** What keeps a version from being deleted, in two words, null when nothing does that the page knows of. */
export const keeperOf = (site: Pick<Site, 'live' | 'preview' | 'head'>, version: Version): string | null => {
  if (site.live?.version === version.number) return 'It is live';
  if (site.preview?.version === version.number) return 'It is the preview';
  if (site.head === version.number) return 'It is the newest';
  return version.pinned ? 'It is pinned' : null;
};

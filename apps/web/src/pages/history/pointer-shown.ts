import type { SiteAsOf } from '../../api/types.ts';

/**
 * Which version the page shows at a moment: what the event moved, else what was live, else the preview. A version that
 * was only just made is looked at as itself, whatever was live.
 */
export const pointerShown = ({
  site,
  before,
}: Pick<SiteAsOf, 'site' | 'before'>): { readonly target: 'live' | 'preview'; readonly version: number } | null => {
  if (site === null) return null;
  const { live, preview } = site;
  if (live && live.version !== before.live) return { target: 'live', version: live.version };
  if (preview && (preview.version !== before.preview || !live)) return { target: 'preview', version: preview.version };
  return live ? { target: 'live', version: live.version } : null;
};

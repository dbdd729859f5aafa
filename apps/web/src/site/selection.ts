import type { Site } from '../api/types.ts';

/** What the page shows beside the list, or, on a narrow screen, in its place. */
export type Selection =
  | { readonly type: 'none' }
  | { readonly type: 'look'; readonly version: number }
  | { readonly type: 'compare'; readonly from: number; readonly to: number };

type Query = Readonly<Record<string, string>>;

/**
 * The selection in an address: `?version=12` looks, `?from=11&to=12` compares. Without one, a wide screen shows what a
 * publish would change, or the newest version where nothing would; a narrow one shows the list.
 */
export const selectionOf = (query: Query, site: Pick<Site, 'head' | 'live'>, narrow: boolean): Selection => {
  const [version, from, to] = [numberIn(query, 'version'), numberIn(query, 'from'), numberIn(query, 'to')];
  if (from !== null && to !== null) return { type: 'compare', from, to };
  if (version !== null) return { type: 'look', version };
  if (narrow || site.head === null) return { type: 'none' };
  if (site.live === null || site.live.version === site.head) return { type: 'look', version: site.head };
  return { type: 'compare', from: site.live.version, to: site.head };
};

export const isSelected = (selection: Selection, version: number): boolean =>
  selection.type === 'look'
    ? selection.version === version
    : selection.type === 'compare' && (selection.from === version || selection.to === version);

/** What a version is compared with unless somebody says otherwise: what is live, else the one before it. */
export const partnerOf = (version: number, site: Pick<Site, 'live' | 'head'>, parent: number | null): number | null => {
  if (site.live !== null && site.live.version !== version) return site.live.version;
  return parent ?? (site.head === version ? null : site.head);
};

/** Older left, newer right, as time runs. */
export const inOrder = (one: number, other: number): { readonly from: number; readonly to: number } => ({
  from: Math.min(one, other),
  to: Math.max(one, other),
});

/** The query of a selection; what else was in the address goes. */
export const queryOf = (selection: Selection): string => {
  switch (selection.type) {
    case 'none':
      return '';
    case 'look':
      return `?version=${selection.version}`;
    case 'compare':
      return `?from=${selection.from}&to=${selection.to}`;
  }
};

const numberIn = (query: Query, name: string): number | null => {
  const text = query[name] ?? '';
  return /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : null;
};

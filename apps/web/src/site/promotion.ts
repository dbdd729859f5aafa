import type { Site } from '../api/types.ts';

/** What may be done with a version's place on the live address, or why not. */
export type Promotion = { readonly type: 'publish' | 'roll-back' } | { readonly type: 'none'; readonly why: string };

/** Older than what is live is a roll back and asks for a reason; all else is a publish. */
export const promotionOf = (site: Site, version: number): Promotion => {
  if (site.live?.version === version) return { type: 'none', why: `Version ${version} is live already` };
  if (site.state === 'disabled') return { type: 'none', why: 'The site is disabled: enable it first' };
  if (site.liveLock) return { type: 'none', why: `${lockedBy(site.liveLock)}: unlock it first` };
  return { type: site.live !== null && version < site.live.version ? 'roll-back' : 'publish' };
};

/** "Live is locked by Ada (Sale until Sunday)". */
export const lockedBy = ({ by, reason }: NonNullable<Site['liveLock']>): string =>
  `Live is locked by ${by.name}${reason === null ? '' : ` (${reason})`}`;

export interface TreeChange {
  readonly path: string;
  readonly change: 'created' | 'modified' | 'deleted';
}

type Tree = readonly { readonly path: string; readonly sha256: string }[];

/** Which files differ between two trees, by path; what differs is decided by the bytes alone. */
export const treeChanges = (before: Tree, after: Tree): readonly TreeChange[] => {
  const old = new Map(before.map(({ path, sha256 }) => [path, sha256]));
  const changes: TreeChange[] = [];
  for (const { path, sha256 } of after) {
    const was = old.get(path);
    if (was === undefined) changes.push({ path, change: 'created' });
    else if (was !== sha256) changes.push({ path, change: 'modified' });
    old.delete(path);
  }
  for (const path of old.keys()) changes.push({ path, change: 'deleted' });
  return changes.toSorted((a, b) => (a.path < b.path ? -1 : 1));
};

/** The address of one version: an origin of its own. */
export const versionUrl = (site: Site, version: number): string =>
  site.urls.version.replace('{version}', String(version));

/** The address of one version for the editor's frame alone. */
export const editUrl = (site: Site, version: number, run: number): string =>
  site.urls.edit.replace('{version}', String(version)).replace('{run}', String(run));

/** `9f2c 41ab … e07d`: enough of a digest to compare by eye. */
export const shortDigest = (digest: string): string =>
  `${digest.slice(0, 4)} ${digest.slice(4, 8)} … ${digest.slice(-4)}`;

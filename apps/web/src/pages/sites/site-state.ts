import type { Site } from '../../api/types.ts';

export type SiteSort = 'changed' | 'name' | 'created';

export interface StateWord {
  readonly tone: 'plain' | 'ok' | 'accent' | 'bad' | 'line';
  readonly word: string;
  readonly spins?: true;
}

/** The one word for a site's state: what someone must act on comes before what merely is. */
export const stateOf = ({ state, builds, live, preview, liveLocked, head }: Site): StateWord => {
  if (state === 'disabled') return { tone: 'line', word: 'Disabled' };
  if (builds.running !== null) return { tone: 'plain', word: 'Building', spins: true };
  if (live?.state === 'failed') return { tone: 'bad', word: 'Not live everywhere' };
  if (live?.state === 'publishing') return { tone: 'plain', word: 'Publishing', spins: true };
  if (liveLocked) return { tone: 'plain', word: 'Live locked' };
  if (head === null) return { tone: 'plain', word: 'Empty' };
  if (live === null) return { tone: 'plain', word: 'Draft' };
  const ahead = (preview?.version ?? head) - live.version;
  return ahead > 0 ? { tone: 'accent', word: `${ahead} to publish` } : { tone: 'ok', word: 'Published' };
};

export const sortedSites = (sites: readonly Site[], sort: SiteSort): readonly Site[] => {
  switch (sort) {
    case 'changed':
      return sites.toSorted((a, b) => b.lastChange.at.localeCompare(a.lastChange.at));
    case 'created':
      return sites.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
    case 'name':
      return sites.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { sensitivity: 'base' }));
  }
};

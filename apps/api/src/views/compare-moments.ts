import type { z } from 'zod';
import type * as contract from '../contract/history.ts';

type SiteAsOf = z.infer<typeof contract.siteAsOf>;
type Comparison = Pick<z.infer<typeof contract.moments>, 'changed' | 'versions'>;

/** What differs between two moments of a site. */
export const compareMoments = (from: SiteAsOf, to: SiteAsOf): Comparison => {
  const [before, after] = [fieldsOf(from.site), fieldsOf(to.site)];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return {
    changed: names.filter((name) => before.get(name) !== after.get(name)).toSorted(),
    versions: {
      added: to.versions.filter((version) => !from.versions.includes(version)),
      removed: from.versions.filter((version) => !to.versions.includes(version)),
    },
  };
};

const fieldsOf = (site: SiteAsOf['site']): ReadonlyMap<string, string> =>
  new Map(Object.entries(site ?? {}).map(([name, value]) => [name, JSON.stringify(value)]));

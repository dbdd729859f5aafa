import { knownVersion } from './pointers.ts';
import { refusal } from './refusals.ts';
import type { Deciding, Evolving } from './rules.ts';

/** What a browser made of a version, recorded once per run. */
export const checkingRules: Deciding<'RecordCheck'> = {
  RecordCheck: ({ now: at, ...check }, site) => {
    const checked = knownVersion(site, check.version);
    if (checked.tree !== check.digest) {
      throw refusal('wrong-tree', `Version ${check.version} of site ${site.name} has another tree than was checked`, {
        version: check.version,
      });
    }
    return (checked.check?.run ?? 0) >= check.run ? [] : [{ type: 'VersionChecked', data: { ...check, at } }];
  },
};

export const checkingEvolving: Evolving<'VersionChecked'> = {
  VersionChecked: (site, { version, run, state, checks }) => ({
    ...site,
    versions: site.versions.map((each) =>
      each.version === version ? { ...each, check: { run, state, checks } } : each,
    ),
  }),
};

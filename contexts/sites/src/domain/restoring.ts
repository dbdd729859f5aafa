import { knownVersion } from './pointers.ts';
import { buildStateOf, headOf } from './queries.ts';
import { refusal } from './refusals.ts';
import { checkRoom } from './requesting.ts';
import type { Deciding } from './rules.ts';
import { withoutAgent } from './without-agent.ts';

/** A new head with an old tree: at once where nothing waits or runs, else in its turn. */
export const restoringRules: Deciding<'RestoreVersion'> = {
  RestoreVersion: ({ site: id, now: at, by, build, version, summary, made }, site) => {
    if (buildStateOf(site, build)) return [];
    const old = knownVersion(site, version);
    const head = headOf(site);
    if (old.tree === head?.tree) {
      throw refusal(
        'already-head',
        `The newest version of site ${site.name} has the files of version ${version} already`,
        {
          head: head.version,
        },
      );
    }
    checkRoom(site);
    const { tree, artifact } = old;
    const order = { site: id, at, build, kind: 'restore' as const, by, version, choices: null };
    return withoutAgent(site, order, made && { ...made, tree, artifact, summary });
  },
};

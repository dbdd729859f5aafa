import type { BuildId } from '../events/words.ts';
import { knownVersion } from './pointers.ts';
import { buildStateOf, headOf } from './queries.ts';
import { refusal } from './refusals.ts';
import { checkRoom } from './requesting.ts';
import type { Deciding } from './rules.ts';
import type { ExistingSite, Version } from './site.ts';
import { withoutAgent } from './without-agent.ts';

/** The head without what one build changed: at once where nothing waits or runs, else in its turn. */
export const undoingRules: Deciding<'UndoBuild'> = {
  UndoBuild: ({ site: id, now: at, by, build, undoes, choices, made }, site) => {
    if (buildStateOf(site, build)) return [];
    const { version } = undoable(site, undoes);
    if (made !== null && made.tree === headOf(site)?.tree) {
      throw refusal('no-change', `Nothing of what version ${version} changed is left on site ${site.name}`, {
        version,
      });
    }
    checkRoom(site);
    return withoutAgent(site, { site: id, at, build, kind: 'undo', by, version, choices }, made);
  },
};

/**
 * The version that a build made, if its files and those before it are there to go back to.
 * @throws Refusal `unknown-build` | `nothing-to-undo` | `version-deleted`
 */
export const undoable = (site: ExistingSite, build: BuildId): Version => {
  if (!buildStateOf(site, build)) {
    throw refusal('unknown-build', `Site ${site.name} has no build ${build}; look at its chat`, { build });
  }
  const made = site.versions.find((version) => version.build === build);
  if (made?.parent) {
    knownVersion(site, made.parent);
    return knownVersion(site, made.version);
  }
  throw refusal(
    'nothing-to-undo',
    made
      ? `Version ${made.version} of site ${site.name} is the first one; there is nothing before it to go back to`
      : `Build ${build} of site ${site.name} changed nothing; there is nothing to undo`,
    { build },
  );
};

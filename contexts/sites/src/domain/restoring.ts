import type { SiteEvent } from '../events/site-events.ts';
import { NO_AGENT } from './creating.ts';
import { knownVersion } from './pointers.ts';
import { buildStateOf, headOf, isIdle } from './queries.ts';
import { refusal } from './refusals.ts';
import { nextVersion } from './reports.ts';
import { checkRoom } from './requesting.ts';
import type { Deciding } from './rules.ts';

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
    const requested: SiteEvent = {
      type: 'BuildRequested',
      data: {
        site: id,
        at,
        build,
        kind: 'restore',
        by,
        agent: NO_AGENT,
        prompt: null,
        source: null,
        version,
        front: false,
        retryOf: null,
        picks: null,
        attachments: [],
      },
    };
    if (!isIdle(site) || made === null || made.onHead !== head?.version) return [requested];
    const { tree, artifact } = old;
    const { manifest, counts } = made;
    const files = { tree, artifact, manifest, counts, summary, activity: null };
    return [
      requested,
      {
        type: 'BuildSucceeded',
        data: { site: id, at, build, attempt: 0, fencingToken: null, ...nextVersion(site), ...files },
      },
    ];
  },
};

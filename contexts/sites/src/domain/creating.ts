import type { CreateSite } from '../commands/site-commands.ts';
import type { SiteEvent } from '../events/site-events.ts';
import { checkHostname } from './hostname.ts';
import { buildStateOf } from './queries.ts';
import { refusal } from './refusals.ts';
import type { SiteEventData } from './rules.ts';
import type { ExistingSite, Site } from './site.ts';

/** Longest name of a site, in UTF-16 units. */
export const MAX_SITE_NAME = 100;
/** Stands where an agent's name would, in builds that need none. */
export const NO_AGENT = 'pagewright';

/** A site begins together with the import of its first files. */
export const createSite = (data: CreateSite['data'], state: Site): readonly SiteEvent[] => {
  const { site, now, by, name, fqdn, key, source, importBuild } = data;
  if (state.status === 'deleted') {
    throw refusal('site-deleted', `Site ${state.name} was deleted; create a new one under another id`);
  }
  if (state.status === 'open') {
    if (state.owner === by && buildStateOf(state, importBuild)) return [];
    throw refusal('site-exists', `There is a site ${site} already; create a new one under another id`);
  }
  checkHostname(fqdn);
  return [
    { type: 'SiteCreated', data: { site, at: now, owner: by, name: checkName(name), fqdn, key, source } },
    {
      type: 'BuildRequested',
      data: {
        site,
        at: now,
        build: importBuild,
        kind: 'import',
        by,
        agent: NO_AGENT,
        prompt: null,
        source: source.archive,
        version: null,
        edits: null,
        choices: null,
        front: false,
        retryOf: null,
        picks: null,
        attachments: [],
      },
    },
  ];
};

/** @throws Refusal `invalid-name` */
export const checkName = (name: string): string => {
  const trimmed = name.trim();
  if (trimmed.length === 0 || trimmed.length > MAX_SITE_NAME) {
    throw refusal('invalid-name', `A site's name has 1 to ${MAX_SITE_NAME} characters; choose another`, {
      field: 'name',
    });
  }
  return trimmed;
};

export const siteCreated = (data: SiteEventData['SiteCreated']): ExistingSite => ({
  status: 'open',
  site: data.site,
  owner: data.owner,
  name: data.name,
  fqdn: data.fqdn,
  key: data.key,
  source: data.source,
  createdAt: data.at,
  serving: 'enabled',
  liveLock: null,
  waiting: [],
  running: null,
  clarifying: [],
  questions: [],
  ended: [],
  versions: [],
  live: null,
  preview: null,
  lastToken: 0,
});

import type { SiteCommand, SiteId } from '@pagewright/sites';
import { ada, blob, buildId, sealed } from '@pagewright/sites/testing';

/** Begins the data of every command of a site. */
export const about = (site: string) => ({ site: site as SiteId, now: new Date().toISOString() });

export const creation = (site: string): SiteCommand => ({
  type: 'CreateSite',
  data: {
    ...about(site),
    by: ada,
    name: site,
    fqdn: `${site}.localhost`,
    key: 'abcdefghijklmnop',
    source: { type: 'upload', archive: blob(site) },
    importBuild: buildId(`import-${site}`),
  },
});

export const request = (site: string, build: string): SiteCommand => ({
  type: 'RequestBuild',
  data: {
    ...about(site),
    by: ada,
    build: buildId(build),
    kind: 'prompt',
    agent: 'builtin',
    prompt: sealed(build),
    edits: null,
    retryOf: null,
    picks: null,
    attachments: [],
  },
});

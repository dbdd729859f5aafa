import type { Recorded } from '@pagewright/kernel';
import { createCatalogue } from '@pagewright/kernel';
import { hostingEventDefinitions } from '@pagewright/hosting';
import { identityEventDefinitions } from '@pagewright/identity';
import { siteEventDefinitions } from '@pagewright/sites';
import type { MemoryLog, MemorySources } from './memory-log.ts';

const catalogue = createCatalogue([...siteEventDefinitions, ...identityEventDefinitions, ...hostingEventDefinitions]);
const digestOf = (letter: string): string => letter.repeat(64).slice(0, 64);

/** Writes events as the product would: each is parsed by its schema, so a spec cannot tell of what cannot happen. */
export class Chronicle {
  readonly log: MemoryLog;
  readonly sources: MemorySources;

  constructor(log: MemoryLog, sources: MemorySources) {
    this.log = log;
    this.sources = sources;
  }

  account(id: string, name: string, email = `${id}@example.test`): Recorded {
    const sealed = (text: string) => this.sources.seal(`account.${id}`, text);
    return this.tell(
      'account',
      id,
      'AccountRegistered',
      {
        account: id,
        email: sealed(email),
        name: sealed(name),
        passwordHash: sealed('argon2id-secret'),
        role: 'member',
      },
      'account',
    );
  }

  created(site: string, owner: string, name = site): Recorded {
    return this.of(
      site,
      'SiteCreated',
      {
        owner,
        name,
        fqdn: `${site}.localhost`,
        key: 'abcdefgh234567ab',
        source: { type: 'upload', archive: { digest: digestOf('a'), size: 1 } },
      },
      owner,
    );
  }

  requested(
    site: string,
    build: string,
    by: string,
    prompt: string | null,
    more: Record<string, unknown> = {},
  ): Recorded {
    return this.of(
      site,
      'BuildRequested',
      {
        build,
        kind: prompt === null ? 'import' : 'prompt',
        by,
        agent: 'builtin',
        prompt: prompt === null ? null : this.sources.seal(`site.${site}`, prompt),
        source: null,
        version: null,
        edits: null,
        front: false,
        retryOf: null,
        picks: null,
        attachments: [],
        ...more,
      },
      by,
    );
  }

  started(site: string, build: string, attempt = 1): Recorded {
    return this.of(site, 'BuildStarted', {
      build,
      attempt,
      fencingToken: attempt,
      runnerId: 'r1',
      sourceVersion: null,
    });
  }

  succeeded(
    site: string,
    build: string,
    version: number,
    summary: string,
    more: Record<string, unknown> = {},
  ): Recorded {
    const filesChanged = [{ path: 'index.html', change: 'modified', added: version, removed: 1 }];
    return this.of(site, 'BuildSucceeded', {
      build,
      attempt: 1,
      fencingToken: 1,
      version,
      parent: version > 1 ? version - 1 : null,
      tree: digestOf(`${version}e`),
      artifact: { digest: digestOf(`${version}a`), size: 100 + version },
      manifest: {
        digest: this.sources.put(JSON.stringify({ filesChanged, entrypoints: ['index.html'], files: [], version })),
      },
      counts: { files: 3, bytes: 900, created: 0, modified: 1, deleted: 0, added: version, removed: 1 },
      summary: this.sources.seal(`site.${site}`, summary),
      activity: this.sources.activity({
        attempt: 1,
        sequence: version * 10,
        part: { kind: 'text', text: `Made ${summary}` },
      }),
      ...more,
    });
  }

  promoted(site: string, version: number, by: string, target: 'live' | 'preview' = 'live'): Recorded {
    return this.of(
      site,
      'VersionPromoted',
      {
        version,
        digest: digestOf(`${version}e`),
        target,
        previous: null,
        by,
        reason: null,
      },
      by,
    );
  }

  deployed(site: string, host: string, position: number, version: number, failed?: string): Recorded {
    const data = { site, host, target: 'live', position, version };
    return failed === undefined
      ? this.tell('deployment', site, 'VersionDeployed', { ...data, digest: digestOf(`${version}e`), durationMs: 3 })
      : this.tell('deployment', site, 'DeploymentFailed', { ...data, reason: failed });
  }

  /** Any other event of a site. */
  of(site: string, type: string, data: Record<string, unknown>, by?: string): Recorded {
    return this.tell('site', site, type, { site, ...data }, by);
  }

  tell(kind: string, id: string, type: string, data: Record<string, unknown>, by?: string): Recorded {
    const at = new Date(Date.UTC(2026, 0, 1) + this.log.events.length * 60_000).toISOString();
    const event = catalogue.read(kind, type, 1, { ...data, at });
    return this.log.add(kind, id, event, by === undefined ? {} : { actor: `account:${by}` });
  }
}

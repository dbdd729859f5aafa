import { randomUUID } from 'node:crypto';
import type { ArtifactStore } from '@pagewright/artifacts';
import {
  createMemoryEventFeed,
  createMemoryEventStore,
  createMemoryLog,
  type MemoryLog,
  NO_FAULTS,
  REAL_CLOCK,
} from '@pagewright/broker/memory';
import {
  type DeploymentEvent,
  deploymentDecider,
  deploymentStream,
  type HostedVersion,
  hostingEventDefinitions,
  type ReportDeployment,
} from '@pagewright/hosting';
import {
  actor,
  type CommandId,
  commandDigest,
  commandId,
  createAggregates,
  createCatalogue,
  type EventFeed,
  type Message,
  type Recorded,
  type StreamName,
  target,
} from '@pagewright/kernel';
import { siteEventDefinitions, siteStream } from '@pagewright/sites';
import { makeVersion, type TextFiles } from './hosted-versions.ts';

/** A log in memory with the events of sites in it, as the sites context would have appended them. */
export interface SiteLog {
  readonly feed: EventFeed;
  readonly log: MemoryLog;
  /** Records as the role `hosting` does, in the Deployment stream. */
  readonly report: ReportDeployment;
  create(site: string, fqdn: string, key: string): Promise<number>;
  /** A build that succeeds: version, preview pointer and, in the store, its archive. */
  build(site: string, version: number, files: TextFiles): Promise<HostedVersion>;
  promote(site: string, version: HostedVersion, target?: 'live' | 'preview'): Promise<number>;
  remove(site: string, version: HostedVersion): Promise<number>;
  say(site: string, type: 'SiteDisabled' | 'SiteEnabled' | 'SiteDeleted'): Promise<number>;
  deployments(site: string): readonly DeploymentEvent[];
}

const NOW = '2026-01-01T00:00:00.000Z';

export const createSiteLog = (artifacts: ArtifactStore): SiteLog => {
  const catalogue = createCatalogue([...siteEventDefinitions, ...hostingEventDefinitions]);
  const log = createMemoryLog({ catalogue, duplicateWindowMs: 120_000, now: Date.now, seed: 7, idsFirst: false });
  const store = createMemoryEventStore(log, { catalogue, faults: NO_FAULTS, clock: REAL_CLOCK });
  const feed = createMemoryEventFeed(log, { faults: NO_FAULTS, clock: REAL_CLOCK });
  const aggregates = createAggregates(store);

  const append = async (stream: StreamName, event: Message): Promise<number> => {
    const id = randomUUID() as CommandId;
    const meta = { commandId: id, commandDigest: commandDigest(event), actor: actor('account', 'ada') };
    const rest = { correlationId: id, causationId: id, time: NOW };
    const outcome = await store.append([{ stream, expected: await store.head(stream), events: [event] }], {
      ...meta,
      ...rest,
    });
    if (outcome.status !== 'committed') throw new Error(`The test's event was not stored: ${outcome.status}`);
    return outcome.events[0]?.meta.position ?? 0;
  };
  const ofSite = (site: string, type: string, data: object): Promise<number> =>
    append(siteStream(site), { type, data: { site, at: NOW, ...data } });
  const sealed = { sealed: 'c2VhbGVk', key: 'key' };

  return {
    feed,
    log,
    report: async ({ type, data }, cause) => {
      const command =
        type === 'VersionDeployed'
          ? { type: 'RecordDeployed' as const, data: { ...data, now: NOW } }
          : { type: 'RecordFailure' as const, data: { ...data, now: NOW } };
      const { site, host, target: shown, position } = data;
      const id = commandId('host', host, site, shown, String(position), type);
      const context = {
        commandId: id,
        commandDigest: commandDigest(data),
        ...cause,
        now: NOW,
      };
      await aggregates.handleCommand(target(deploymentStream(site), deploymentDecider, command), {
        ...context,
        actor: actor('host', host),
      });
    },
    create: (site, fqdn, key) => {
      const archive = { digest: '0'.repeat(64), size: 1 };
      return ofSite(site, 'SiteCreated', {
        owner: 'ada',
        name: site,
        fqdn,
        key,
        source: { type: 'upload', archive },
      });
    },
    build: async (site, number, files) => {
      const version = await makeVersion(artifacts, number, files);
      await ofSite(site, 'BuildSucceeded', {
        build: `build-${number}`,
        attempt: 1,
        fencingToken: number,
        version: number,
        parent: number > 1 ? number - 1 : null,
        tree: version.digest,
        artifact: { digest: version.artifact, size: 1 },
        manifest: { digest: '0'.repeat(64) },
        counts: { files: 1, bytes: 1, created: 1, modified: 0, deleted: 0, added: 1, removed: 0 },
        summary: sealed,
        activity: null,
      });
      return version;
    },
    promote: (site, { version, digest }, shown = 'live') =>
      ofSite(site, 'VersionPromoted', { version, digest, target: shown, previous: null, by: 'ada', reason: null }),
    remove: (site, { version, digest, artifact }) =>
      ofSite(site, 'VersionDeleted', { version, by: 'ada', tree: digest, artifact: { digest: artifact, size: 1 } }),
    say: (site, type) => ofSite(site, type, { by: 'ada' }),
    deployments: (site) => log.ofStream(deploymentStream(site)) as readonly Recorded<DeploymentEvent>[],
  };
};

import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { ArtifactStore } from '@pagewright/artifacts';
import type { Broker, Publisher } from '@pagewright/broker';
import { ConfigurationError } from '@pagewright/infra/configuration';
import { installationDecider, installationStream } from '@pagewright/identity';
import { type Aggregates, type Running, StoreUnavailable } from '@pagewright/kernel';
import { createGuardedHttp } from '@pagewright/kernel/adapters/guarded-http';
import type { CommandBus } from '@nestjs/cqrs';
import type { Health, Readers, Telemetry } from '@pagewright/kernel/adapters/telemetry';
import type { Database, Projections } from '@pagewright/projections';
import type { FastifyBaseLogger } from 'fastify';
import type { ApiConfiguration } from '../configuration.ts';
import { buildServer } from '../http/server.ts';
import { createHub } from '../live/hub.ts';
import { createSystemOffice } from '../operations/system-overview.ts';
import { createAccessTokens } from '../sessions/access-tokens.ts';
import { createPasswords } from '../sessions/passwords.ts';
import { createRefreshTokens } from '../sessions/refresh-tokens.ts';
import { createSetupCode } from '../sessions/setup-code.ts';
import { createStarterPictures } from '../starters/starter-pictures.ts';
import { loadStarters } from '../starters/starters.ts';
import { createEdgeMeters } from '../telemetry/edge-meters.ts';
import { createTreeShelf } from '../versions/tree-shelf.ts';
import { createViews } from '../views/create-views.ts';
import { addressesOf } from './addresses.ts';
import { takeLockAway } from './brokers.ts';
import type { Secrets } from './secrets.ts';

interface Parts {
  readonly configuration: ApiConfiguration;
  readonly secrets: Secrets;
  readonly log: FastifyBaseLogger;
  readonly broker: Broker;
  readonly artifacts: ArtifactStore;
  readonly database: Database;
  readonly aggregates: Aggregates;
  readonly bus: CommandBus;
  readonly health: Health;
  readonly readers: Readers;
  readonly telemetry: Telemetry;
  readonly projections: Projections | undefined;
  readonly publisher: () => Publisher | undefined;
  /** Folders that must have room, by what people call them. */
  readonly folders: Readonly<Record<string, string>>;
  readonly webApp: string;
}

/** What requests under way get at the end; less than the start gives the whole process. */
const GRACE_MS = 4_000;
const ASK_AGAIN_MS = 250;

/** The roles `http` and `live`: what listens. */
export const startHttp = async (
  parts: Parts,
): Promise<Running & { readonly url: string; readonly setupCode: string | undefined }> => {
  const { aggregates, artifacts, broker, bus, configuration, database, health, log, readers, secrets, telemetry } =
    parts;
  const { listen, sites, workspace } = configuration;
  const addresses = addressesOf(configuration);
  const views = createViews({
    database,
    activity: broker.activity,
    announcements: broker.announcements,
    addresses: { ...sites, expectedHosts: configuration.expectedHosts },
  });
  const feed = readers.following('live', broker.feed);
  const hub = await whenAnswered(() => createHub({ feed, activity: broker.activity, views, log }));
  hub.onEvent((event) => aggregates.observe(event));
  const setupCode = createSetupCode(configuration.setupCode ?? secrets.setupCode);

  const starters = await loadStarters(artifacts);
  const starterPictures = createStarterPictures({ starters, aggregates, work: broker.work });
  starterPictures.ask().catch((error: unknown) => log.warn({ err: error }, 'the starters have no pictures yet'));

  const meters = createEdgeMeters(telemetry.metrics);
  const { projections, publisher, folders } = parts;
  const connections = () => meters.openSockets();
  const office = createSystemOffice({
    broker,
    holdsLog: configuration.kurrentUrl === undefined,
    database,
    health,
    readers,
    projections,
    publisher,
    folders,
    connections,
  });

  const server = await buildServer({
    log,
    hosts: addresses.hosts,
    siteOrigins: addresses.siteOrigins,
    reservedHosts: addresses.reserved,
    webApp: parts.webApp,
    registration: configuration.registration,
    sitesDomain: sites.domain,
    workspace,
    agent: configuration.agent,
    bus,
    aggregates,
    sealer: broker.sealer,
    artifacts,
    outbound: createGuardedHttp({ allow: configuration.outboundAllow }),
    trees: createTreeShelf(artifacts),
    work: broker.work,
    locks: broker.locks,
    takeLockAway: takeLockAway({ configuration, secrets }),
    office,
    remembered: broker.sessions,
    tokens: createAccessTokens(derived(secrets.jwtKey, 'access')),
    refreshTokens: createRefreshTokens(broker.sessions, derived(secrets.jwtKey, 'refresh')),
    passwords: await createPasswords(),
    setupCode,
    emailKey: secrets.emailKey,
    digestKey: derived(secrets.emailKey, 'command digests'),
    starters,
    starterPictures,
    views,
    hub,
    health,
    watcher: telemetry.watcher,
    meters,
  });
  await server.listen(listen).catch((cause: unknown) => {
    throw isInUse(cause)
      ? new ConfigurationError(`Port ${listen.port} is in use. Set PAGEWRIGHT_PORT to a free one.`, { cause })
      : cause;
  });

  // A request whose sender stalls must not keep the parts behind it, the database among them, from ending in order.
  const endWithin = async (ms: number): Promise<void> => {
    const closed = server.close();
    closed.catch(() => undefined);
    const inTime = await Promise.race([closed.then(() => true), wait(ms, false, { ref: false })]);
    if (!inTime) {
      log.warn('requests that did not end were cut off');
      server.server.closeAllConnections();
    }
    await hub.gracefulShutdown();
    views[Symbol.dispose]();
  };
  const isClaimed = await whenAnswered(() => isInstallationClaimed(aggregates, workspace));
  return {
    url: addresses.url,
    setupCode: isClaimed ? undefined : setupCode.code,
    ready: Promise.resolve(),
    finished: hub.finished,
    gracefulShutdown: () => endWithin(GRACE_MS),
    forcefulShutdown: () => endWithin(0),
    [Symbol.asyncDispose]: () => endWithin(GRACE_MS),
  };
};

const isInstallationClaimed = async (aggregates: Aggregates, workspace: string): Promise<boolean> =>
  (await aggregates.read(installationStream(workspace), installationDecider)).state.status === 'claimed';

/** A log that has no leader just now is waited for: who ended instead would only be started again, into the same. */
const whenAnswered = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
    }
    await wait(ASK_AGAIN_MS);
  }
};

/** One secret, several purposes: each has a key of its own (HMAC as a key derivation, NIST SP 800-108). */
const derived = (key: Uint8Array, purpose: string): Uint8Array =>
  createHmac('sha256', key).update(`pagewright ${purpose}`).digest();

const isInUse = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

import type { ArtifactStore } from '@pagewright/artifacts';
import type { Aggregates, ExpiringStore, Locks, OutboundHttp, Sealer, WorkQueue } from '@pagewright/kernel';
import type { Health, Watcher } from '@pagewright/kernel/adapters/telemetry';
import type { CommandBus } from '@nestjs/cqrs';
import type { FastifyBaseLogger } from 'fastify';
import type { Hub } from '../live/hub.ts';
import type { SystemOffice } from '../operations/system-overview.ts';
import type { AccessTokens } from '../sessions/access-tokens.ts';
import type { Passwords } from '../sessions/passwords.ts';
import type { RefreshTokens } from '../sessions/refresh-tokens.ts';
import type { SetupCode } from '../sessions/setup-code.ts';
import type { StarterPictures } from '../starters/starter-pictures.ts';
import type { Starters } from '../starters/starters.ts';
import type { TreeShelf } from '../versions/tree-shelf.ts';
import type { Views } from '../views/views.ts';
import type { EdgeMeters } from '../telemetry/edge-meters.ts';

/** Everything the HTTP edge calls; made by the composition root. */
export interface ApiDependencies {
  readonly log?: FastifyBaseLogger;
  /** Host names this server answers, lower case, without ports. */
  readonly hosts: ReadonlySet<string>;
  /** Sources of the content security policy under which sites are framed. */
  readonly siteOrigins: readonly string[];
  /** Folder of the built web app. */
  readonly webApp: string | undefined;
  readonly registration: 'open' | 'invite' | 'closed';
  readonly sitesDomain: string;
  readonly reservedHosts: readonly string[];
  readonly agent: string;
  readonly bus: CommandBus;
  readonly aggregates: Aggregates;
  readonly sealer: Sealer;
  readonly artifacts: ArtifactStore;
  /** For addresses that people name. */
  readonly outbound: OutboundHttp;
  readonly trees: TreeShelf;
  readonly work: WorkQueue;
  readonly locks: Pick<Locks, 'inspect'>;
  /** As the one user of the broker who may. */
  readonly takeLockAway: Locks['break'];
  readonly office: SystemOffice;
  readonly remembered: ExpiringStore;
  readonly tokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly passwords: Passwords;
  readonly setupCode: SetupCode;
  /** Key of the HMAC under which e-mail addresses are claimed. */
  readonly emailKey: Uint8Array;
  /** Key of the HMAC that tells two requests under one Idempotency-Key apart. */
  readonly digestKey: Uint8Array;
  readonly workspace: string;
  readonly starters: Starters;
  readonly starterPictures: StarterPictures;
  readonly views: Views;
  readonly hub: Hub;
  readonly health: Pick<Health, 'ready'>;
  readonly watcher?: Watcher;
  readonly meters?: EdgeMeters;
}

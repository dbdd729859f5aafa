import { defineEvents, type EventDefinition } from '@pagewright/kernel';
import { hostnameEventSchemas } from './events/hostname-events.ts';
import { siteEventSchemas } from './events/site-events.ts';

export type { HostnameEvent } from './events/hostname-events.ts';
export type { SiteEvent, SiteEventOf, SiteEventType } from './events/site-events.ts';
export type {
  AccountRef,
  BuildId,
  BuildKind,
  PointerTarget,
  Sha256,
  SiteId,
  SiteSource,
  Token,
  VersionNumber,
} from './events/words.ts';
export type { SiteCommand } from './commands/site-commands.ts';

/** Everything the log may hold of this context. */
export const siteEventDefinitions: readonly EventDefinition[] = [
  ...defineEvents('site', siteEventSchemas),
  ...defineEvents('hostname', hostnameEventSchemas),
];

import { defineEvents, type EventDefinition } from '@pagewright/kernel';
import { accountEventSchemas, emailEventSchemas, installationEventSchemas } from './events/account-events.ts';

export type { AccountEvent, EmailEvent, InstallationEvent } from './events/account-events.ts';

/** Everything the log may hold of this context. */
export const identityEventDefinitions: readonly EventDefinition[] = [
  ...defineEvents('account', accountEventSchemas),
  ...defineEvents('email', emailEventSchemas),
  ...defineEvents('installation', installationEventSchemas),
];

import { defineEvents, type EventDefinition } from '@pagewright/kernel';
import { auditEventSchemas } from './events/audit-events.ts';
import { accountEventSchemas, emailEventSchemas, installationEventSchemas } from './events/account-events.ts';

export type { AccountCommand, EmailCommand, InstallationCommand, Role } from './commands/account-commands.ts';
export { type Account, accountDecider } from './domain/account.ts';
export { auditDecider, type RecordDeed } from './domain/audit.ts';
export { type Email, emailDecider, normaliseEmail } from './domain/email.ts';
export { type Installation, installationDecider } from './domain/installation.ts';
export type { IdentityRefusal } from './domain/refusals.ts';
export { accountStream, auditStream, type EmailClaim, emailStream, installationStream } from './domain/streams.ts';
export type { AuditEvent } from './events/audit-events.ts';
export type { AccountEvent, EmailEvent, InstallationEvent } from './events/account-events.ts';

/** Everything the log may hold of this context. */
export const identityEventDefinitions: readonly EventDefinition[] = [
  ...defineEvents('account', accountEventSchemas),
  ...defineEvents('email', emailEventSchemas),
  ...defineEvents('installation', installationEventSchemas),
  ...defineEvents('audit', auditEventSchemas),
];

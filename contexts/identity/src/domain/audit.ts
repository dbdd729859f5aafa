import type { Decider, Message } from '@pagewright/kernel';
import type { AuditEvent } from '../events/audit-events.ts';

/** An operator's deed that has been done, or is about to be. */
export type RecordDeed = Message<'RecordDeed', { readonly deed: AuditEvent }>;

/** Keeps what it is told: whether something may be done is not asked of it. */
export const auditDecider: Decider<null, RecordDeed, AuditEvent> = {
  initialState: () => null,
  decide: ({ data: { deed } }) => [deed],
  evolve: (state) => state,
};

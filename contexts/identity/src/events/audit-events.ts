import { z } from 'zod';

const what = z.string().min(1).max(200);
const at = z.iso.datetime();

/** What operators did by hand that rules of the house do not do by themselves. The event's actor is who did it. */
export const auditEventSchemas = {
  LockBroken: z.strictObject({
    at,
    key: what,
    /** The fencing token that was taken away, and who had it. */
    token: z.int().min(1),
    holder: what,
    /** Whether nobody waited for it to expire. */
    forced: z.boolean(),
  }),
  /** All locks were made anew; every token from now on is at least this. */
  LocksReset: z.strictObject({ at, tokensFrom: z.int().min(1) }),
  LetterReplayed: z.strictObject({ at, letter: what }),
  LetterDropped: z.strictObject({ at, letter: what }),
  /** Rows of a read model are made anew: of which version, and which time of doing so. */
  RebuildBegun: z.strictObject({ at, projection: what, version: z.int().min(1), generation: z.int().min(1) }),
  RebuildCancelled: z.strictObject({ at, projection: what, version: z.int().min(1), generation: z.int().min(1) }),
  ItemDropped: z.strictObject({ at, queue: what, item: what, sequence: z.int().min(1) }),
  /** Another program may hear the public events that the filters let through. */
  SubscriberCreated: z.strictObject({ at, name: what, filters: z.array(what).min(1), from: what }),
  SubscriberRotated: z.strictObject({ at, name: what }),
  SubscriberRevoked: z.strictObject({ at, name: what }),
};

export type AuditEvent = {
  [Type in keyof typeof auditEventSchemas]: Readonly<{
    type: Type;
    data: Readonly<z.output<(typeof auditEventSchemas)[Type]>>;
  }>;
}[keyof typeof auditEventSchemas];

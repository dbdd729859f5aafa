import { z } from 'zod';

const account = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const sealed = z.strictObject({ sealed: z.string(), key: z.string() });
const at = z.iso.datetime();

/** Stream `account.<id>`. The argon2id hash is sealed like the rest, so that erasing the key erases it too. */
export const accountEventSchemas = {
  AccountRegistered: z.strictObject({
    account,
    email: sealed,
    name: sealed,
    passwordHash: sealed,
    role: z.enum(['admin', 'member']),
    at,
  }),
  PasswordChanged: z.strictObject({ account, passwordHash: sealed, at }),
} as const;

/** Stream `email.<first 40 hex of HMAC-SHA256(normalised address)>`. */
export const emailEventSchemas = {
  EmailClaimed: z.strictObject({ account, at }),
  EmailReleased: z.strictObject({ account, at }),
} as const;

/** Stream `installation.<workspace>`: who came first is admin, decided by the log and by nothing else. */
export const installationEventSchemas = {
  InstallationClaimed: z.strictObject({ account, at }),
} as const;

type EventsOf<Schemas extends Record<string, z.ZodType>> = {
  [Type in keyof Schemas & string]: { readonly type: Type; readonly data: z.infer<Schemas[Type]> };
}[keyof Schemas & string];

export type AccountEvent = EventsOf<typeof accountEventSchemas>;
export type EmailEvent = EventsOf<typeof emailEventSchemas>;
export type InstallationEvent = EventsOf<typeof installationEventSchemas>;

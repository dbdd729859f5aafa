import { Refusal } from '@pagewright/kernel';

/** Every "no" of this context; the API chooses an HTTP status for each. */
export type IdentityRefusal =
  'account-exists' | 'email-taken' | 'installation-claimed' | 'installation-unclaimed' | 'unknown-account';

export const refusal = (
  code: IdentityRefusal,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): Refusal<IdentityRefusal> => new Refusal(code, message, details);

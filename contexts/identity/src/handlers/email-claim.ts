import { createHmac } from 'node:crypto';
import { normaliseEmail } from '../domain/email.ts';
import type { EmailClaim } from '../domain/streams.ts';

/** The claim of an address, under the installation's HMAC key: without the key nobody can try addresses out. */
export const emailClaimOf = (address: string, key: Uint8Array): EmailClaim =>
  createHmac('sha256', key).update(normaliseEmail(address)).digest('hex').slice(0, 40) as EmailClaim;

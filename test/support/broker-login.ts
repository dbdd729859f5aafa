import { randomBytes } from 'node:crypto';
import { ROLES, inboxPrefix } from '@pagewright/infra/local/nats.mjs';

export type BrokerRole = (typeof ROLES)[number];
export type BrokerPasswords = Readonly<Record<BrokerRole, string>>;

/** What the client's `connect` takes. */
export interface BrokerLogin {
  /** One address, or several separated by commas. */
  readonly servers: string;
  readonly user?: string;
  readonly pass?: string;
  readonly inboxPrefix?: string;
}

/** What our own `connect` takes besides a name. */
export interface BrokerAddressOf {
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
  readonly inboxPrefix?: string;
}

export const loginOf = (servers: string, passwords: BrokerPasswords | undefined, role?: BrokerRole): BrokerLogin =>
  role && passwords ? { servers, user: role, pass: passwords[role], inboxPrefix: inboxPrefix(role) } : { servers };

export const addressIn = ({ servers: url, pass: password, ...login }: BrokerLogin): BrokerAddressOf => ({
  url,
  ...login,
  ...(password !== undefined && { password }),
});

export const randomPasswords = (): BrokerPasswords =>
  Object.fromEntries(ROLES.map((role) => [role, randomPassword()])) as Record<BrokerRole, string>;

export const randomPassword = (): string => randomBytes(18).toString('base64url');

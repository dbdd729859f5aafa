import { jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';

const ISSUER = 'pagewright';
const AUDIENCE = 'pagewright-api';
const TYPE = 'at+jwt';
const LIFETIME_SECONDS = 15 * 60;
/** Tokens that were verified lately: a verification takes two turns of the crypto threads, and each request has one. */
const REMEMBERED = 1_000;

export interface AccessToken {
  readonly accessToken: string;
  /** RFC 3339, UTC. */
  readonly expiresAt: string;
}
export interface Principal {
  readonly account: string;
  readonly role: 'admin' | 'member';
  /** Unix seconds. */
  readonly expiresAt: number;
}

export interface AccessTokens {
  issue(account: string, role: Principal['role']): Promise<AccessToken>;
  /** Who the token speaks for; undefined when it is not ours, has ended or is of another kind. */
  verify(token: string): Promise<Principal | undefined>;
}

/**
 * Access tokens after RFC 9068: HS256 with the installation's own key and no other algorithm, fixed issuer, audience and
 * type, 15 minutes. Header fields that name keys (`kid`, `jku`, `x5u`, `jwk`) are never looked at.
 */
export const createAccessTokens = (key: Uint8Array, lifetimeSeconds = LIFETIME_SECONDS): AccessTokens => {
  const verified = new LRUCache<string, Principal>({ max: REMEMBERED });
  return {
    issue: async (account, role) => {
      const expires = Math.floor(Date.now() / 1000) + lifetimeSeconds;
      const accessToken = await new SignJWT({ role })
        .setProtectedHeader({ alg: 'HS256', typ: TYPE })
        .setSubject(account)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(expires)
        .sign(key);
      return { accessToken, expiresAt: new Date(expires * 1000).toISOString() };
    },
    verify: async (token) => {
      const known = verified.get(token);
      if (known) return known.expiresAt * 1000 > Date.now() ? known : undefined;
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: ['HS256'],
          issuer: ISSUER,
          audience: AUDIENCE,
          typ: TYPE,
          requiredClaims: ['sub', 'exp', 'iat'],
        });
        const role = payload['role'];
        if (payload.sub === undefined || payload.exp === undefined || (role !== 'admin' && role !== 'member'))
          return undefined;
        const principal: Principal = { account: payload.sub, role, expiresAt: payload.exp };
        verified.set(token, principal);
        return principal;
      } catch {
        return undefined;
      }
    },
  };
};

import type { FastifyRequest } from 'fastify';
import type { AccessTokens, Principal } from '../sessions/access-tokens.ts';
import { notLoggedIn } from './api-error.ts';

/** Who asks, by the bearer token alone: a cookie never authorises a change. @throws ApiError 401 */
export const authenticate = async (request: FastifyRequest, tokens: AccessTokens): Promise<Principal> => {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  const principal = scheme?.toLowerCase() === 'bearer' && token ? await tokens.verify(token) : undefined;
  if (!principal) throw notLoggedIn();
  return principal;
};

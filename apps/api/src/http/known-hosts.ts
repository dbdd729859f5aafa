import type { onRequestAsyncHookHandler } from 'fastify';
import { ApiError } from './api-error.ts';

/**
 * Answers only host names that this installation has, so that a name somebody else points at us (DNS rebinding) reaches
 * nothing. Ports are not compared: a proxy may use another.
 */
export const knownHosts =
  (hosts: ReadonlySet<string>): onRequestAsyncHookHandler =>
  async (request) => {
    const name = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    if (!hosts.has(name)) throw new ApiError(421, 'unknown-host', `This server does not answer for "${name}".`);
  };

import type { CommandContext, CommandResult } from '@pagewright/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { id } from '../../contract/common.ts';
import type { Principal } from '../../sessions/access-tokens.ts';
import { ApiError, notFound } from '../api-error.ts';
import { authenticate } from '../authentication.ts';
import { commandContext } from '../command-context.ts';
import type { ApiDependencies } from '../dependencies.ts';

export const siteParams = z.object({ site: id });
export const buildParams = z.object({ site: id, build: id });
export const versionParams = z.object({ site: id, number: z.coerce.number().int().min(1).max(1_000_000_000) });

/** The principal, having waited for `Pagewright-Min-Position` where the reader asks for it. */
export const reader = async (request: FastifyRequest, { tokens, views }: ApiDependencies): Promise<Principal> => {
  const principal = await authenticate(request, tokens);
  const least = request.headers['pagewright-min-position'];
  if (least !== undefined) {
    if (typeof least !== 'string' || !/^\d{1,15}$/.test(least)) {
      throw new ApiError(400, 'invalid-position', 'Pagewright-Min-Position must be a whole number.');
    }
    await views.reached(Number(least));
  }
  return principal;
};

/** The principal, if the site is theirs; anybody else's does not exist for them. */
export const siteReader = async (
  request: FastifyRequest,
  site: string,
  dependencies: ApiDependencies,
): Promise<Principal> => {
  const principal = await reader(request, dependencies);
  if ((await dependencies.views.ownerOf(site)) !== principal.account) throw notFound(`Site ${site}`);
  return principal;
};

export const siteWriter = async (
  request: FastifyRequest,
  site: string,
  dependencies: ApiDependencies,
): Promise<{ principal: Principal; context: CommandContext }> => {
  const principal = await siteReader(request, site, dependencies);
  return { principal, context: commandContext(request, principal.account, dependencies) };
};

/**
 * Whoever runs this installation; for everybody else its doors do not exist. It waits for no read model: what is asked
 * here is how they are.
 */
export const administrator = async (request: FastifyRequest, { tokens }: ApiDependencies): Promise<Principal> => {
  const principal = await authenticate(request, tokens);
  if (principal.role !== 'admin') throw notFound('The system page');
  return principal;
};

/** The command of an administrator's act. */
export const operator = async (request: FastifyRequest, dependencies: ApiDependencies): Promise<CommandContext> => {
  const { account } = await administrator(request, dependencies);
  return commandContext(request, account, dependencies);
};

/** Tells the position a command reached, and waits until reads show it. */
export const reached = async (
  reply: FastifyReply,
  { position }: CommandResult,
  { views }: ApiDependencies,
): Promise<void> => {
  reply.header('pagewright-position', String(position));
  await views.reached(position);
};

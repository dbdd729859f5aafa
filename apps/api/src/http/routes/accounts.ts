import { z } from 'zod';
import {
  accountDecider,
  accountStream,
  emailDecider,
  emailStream,
  installationDecider,
  installationStream,
  normaliseEmail,
} from '@pagewright/identity';
import { emailClaimOf, RegisterAccount } from '@pagewright/identity/module';
import { derivedId } from '@pagewright/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { account, installation, logIn, register, session } from '../../contract/accounts.ts';
import { problem } from '../../contract/common.ts';
import { ApiError, notLoggedIn } from '../api-error.ts';
import { commandContext } from '../command-context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Server } from '../typed-server.ts';
import { reader } from './guards.ts';

const COOKIE = '__Host-pagewright';
const COOKIE_OPTIONS = {
  path: '/',
  httpOnly: true,
  secure: true,
  sameSite: 'strict',
  maxAge: 30 * 24 * 60 * 60,
} as const;
const byAddress = (max: number) => ({ rateLimit: { max, timeWindow: '1 minute' } });
const tags = ['accounts'];

export const registerAccountRoutes = (server: Server, dependencies: ApiDependencies): void => {
  const { aggregates, bus, emailKey, passwords, refreshTokens, sealer, setupCode, tokens, views } = dependencies;

  const startSession = async (reply: FastifyReply, id: string, refresh?: string) => {
    // First of all: a rotated token that is not handed on would end its family at the next try.
    if (refresh !== undefined) reply.setCookie(COOKIE, refresh, COOKIE_OPTIONS);
    const known = await views.account(id);
    if (!known) throw notLoggedIn();
    const access = await tokens.issue(id, known.role);
    if (refresh === undefined) reply.setCookie(COOKIE, await refreshTokens.begin(id), COOKIE_OPTIONS);
    return { ...access, account: known };
  };

  const isClaimed = async (): Promise<boolean> =>
    (await aggregates.read(installationStream(dependencies.workspace), installationDecider)).state.status === 'claimed';

  /** @throws ApiError 403 */
  const requireDoor = (first: boolean, given: string | undefined): void => {
    if (first && !setupCode.matches(given)) {
      throw new ApiError(403, 'wrong-setup-code', 'The first account needs the set-up code that npm start printed.', {
        errors: [{ path: 'setupCode', message: 'is not the code that npm start printed' }],
      });
    }
    if (!first && dependencies.registration !== 'open') {
      throw new ApiError(
        403,
        'registration-closed',
        'Accounts here are made by invitation. Ask the person who runs this installation.',
      );
    }
  };

  server.get('/api/installation', { schema: { tags, security: [], response: { 200: installation } } }, async () => ({
    needsSetup: !(await isClaimed()),
    registration: dependencies.registration,
    version: '0.1.0',
  }));

  server.post(
    '/api/accounts',
    {
      config: byAddress(20),
      schema: { tags, security: [], body: register, response: { 201: session, default: problem } },
    },
    async (request, reply) => {
      const { email, name, password, setupCode: given } = request.body;
      const context = commandContext(request, undefined, dependencies);
      const id = derivedId('account', context.commandId);
      const first = !(await isClaimed());
      // A repeat finds its own answer, also where it was the first and nobody may register after it.
      const { status } = (await aggregates.read(accountStream(id), accountDecider)).state;
      if (status === 'none') requireDoor(first, given);
      const owner = { kind: 'account', id } as const;
      const result = await bus.execute(
        new RegisterAccount(
          {
            account: id,
            emailClaim: emailClaimOf(email, emailKey),
            workspace: dependencies.workspace,
            email: await sealer.seal(owner, normaliseEmail(email)),
            name: await sealer.seal(owner, name),
            passwordHash: await sealer.seal(owner, await passwords.hash(password)),
            role: first ? 'admin' : 'member',
            now: context.now,
          },
          context,
        ),
      );
      reply.header('pagewright-position', String(result.position));
      await views.reached(result.position);
      return reply.code(201).send(await startSession(reply, id));
    },
  );

  server.post(
    '/api/sessions',
    {
      config: byAddress(20),
      schema: { tags, security: [], body: logIn, response: { 200: session, default: problem } },
    },
    async (request, reply) => {
      const { email, password } = request.body;
      const claim = (await aggregates.read(emailStream(emailClaimOf(email, emailKey)), emailDecider)).state;
      const id = claim.status === 'claimed' ? claim.account : undefined;
      const known = id === undefined ? undefined : (await aggregates.read(accountStream(id), accountDecider)).state;
      const stored = known?.status === 'active' ? known.passwordHash : undefined;
      const good = await passwords.verify(stored === undefined ? undefined : await sealer.open(stored), password);
      if (!good || id === undefined)
        throw new ApiError(401, 'wrong-credentials', 'No account has this e-mail address and password.');
      return startSession(reply, id);
    },
  );

  server.post(
    '/api/sessions/refresh',
    { config: byAddress(120), schema: { tags, security: [], response: { 200: session, default: problem } } },
    async (request, reply) => {
      requireOwnOrigin(request);
      const token = request.cookies[COOKIE];
      const refreshed = token === undefined ? undefined : await refreshTokens.refresh(token);
      if (refreshed?.status !== 'refreshed') {
        if (token !== undefined) reply.clearCookie(COOKIE, COOKIE_OPTIONS);
        throw notLoggedIn();
      }
      return startSession(reply, refreshed.account, refreshed.token);
    },
  );

  server.delete(
    '/api/sessions/current',
    { schema: { tags, response: { 204: z.null(), default: problem } } },
    async (request, reply) => {
      await reader(request, dependencies);
      const token = request.cookies[COOKIE];
      if (token !== undefined) await refreshTokens.end(token);
      reply.clearCookie(COOKIE, COOKIE_OPTIONS);
      return reply.code(204).send(null);
    },
  );

  server.get('/api/me', { schema: { tags, response: { 200: account, default: problem } } }, async (request) => {
    const known = await views.account((await reader(request, dependencies)).account);
    if (!known) throw notLoggedIn();
    return known;
  });
};

/** The refresh cookie alone gives nobody a session from another page: browsers say where a request comes from. */
const requireOwnOrigin = (request: FastifyRequest): void => {
  const { origin, host } = request.headers;
  if (origin !== undefined && origin.replace(/^https?:\/\//, '') !== host) {
    throw new ApiError(403, 'foreign-origin', 'Sessions are renewed by the app itself only.');
  }
};

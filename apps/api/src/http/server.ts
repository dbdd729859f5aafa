import { randomUUID } from 'node:crypto';
import { UNWATCHED } from '@pagewright/kernel/adapters/telemetry';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import websocket from '@fastify/websocket';
import Fastify, { LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { ApiError } from './api-error.ts';
import type { ApiDependencies } from './dependencies.ts';
import { knownHosts } from './known-hosts.ts';
import { parseJson } from './json.ts';
import { registerOpenApi } from './openapi.ts';
import { problemDocument, problemOf } from './problems.ts';
import type { Server } from './typed-server.ts';
import { registerAccountRoutes } from './routes/accounts.ts';
import { registerAttachmentRoutes } from './routes/attachments.ts';
import { registerBuildRoutes } from './routes/builds.ts';
import { registerCheckRoutes } from './routes/checks.ts';
import { registerExplainRoutes } from './routes/explain.ts';
import { registerHealthRoutes } from './routes/health.ts';
import { registerImportRoutes } from './routes/imports.ts';
import { registerHistoryRoutes } from './routes/history.ts';
import { registerQuestionRoutes } from './routes/questions.ts';
import { registerQueueRoutes } from './routes/queue.ts';
import { registerSiteRoutes } from './routes/sites.ts';
import { registerSourceRoutes } from './routes/source.ts';
import { registerStarterRoutes } from './routes/starters.ts';
import { registerSystemRoutes } from './routes/system.ts';
import { registerUndoRoutes } from './routes/undo.ts';
import { registerUploadRoutes } from './routes/uploads.ts';
import { registerDiffRoutes } from './routes/version-diffs.ts';
import { registerVersionMarkRoutes } from './routes/version-marks.ts';
import { registerVersionRoutes } from './routes/versions.ts';
import { registerWebApp } from './web-app.ts';
import { watchRequests } from '../telemetry/watch-requests.ts';
import { siteAndCommandOf } from '../telemetry/request-about.ts';
import { createReceiving } from '../uploads/receiving.ts';
import { registerSocket } from '../live/socket.ts';

/** Largest JSON body: a 32 kB prompt whose every character is escaped, and some room. */
const JSON_LIMIT = 256 * 1024;

/** The HTTP edge: parses, asks who it is, calls, answers. It holds no rule of the domain. */
export const buildServer = async (dependencies: ApiDependencies): Promise<Server> => {
  const server = Fastify({
    bodyLimit: JSON_LIMIT,
    // An upload of 200 MB over a slow line takes minutes; headers have a minute of their own.
    requestTimeout: 15 * 60_000,
    keepAliveTimeout: 10_000,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    trustProxy: false,
    forceCloseConnections: 'idle',
    ...(dependencies.log
      ? {
          loggerInstance: dependencies.log,
          logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
        }
      : {}),
  }).withTypeProvider<ZodTypeProvider>() as Server;
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : parseJson(String(body)));
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'not JSON';
      done(new ApiError(400, 'invalid-json', `The body is not JSON that we take: ${reason}.`), undefined);
    }
  });

  server.setErrorHandler(async (error, request, reply) => {
    const problem = problemOf(error);
    dependencies.meters?.problem(problem);
    if (problem.status >= 500) {
      // 503 is the outage of something else, which has been told already, and passes by itself.
      const level = problem.status === 503 ? 'warn' : 'error';
      const reason = error instanceof Error ? error.message : String(error);
      request.log[level](
        { err: error, ...siteAndCommandOf(request) },
        `${request.method} ${request.routeOptions.url ?? 'of no route'} was answered ${problem.status}: ${reason}`,
      );
    }
    if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', String(problem.retryAfterSeconds));
    return reply
      .code(problem.status)
      .type('application/problem+json')
      .serializer(JSON.stringify)
      .send(problemDocument(problem, request.id));
  });

  watchRequests(server, dependencies.watcher ?? UNWATCHED);
  server.addHook('onRequest', knownHosts(dependencies.hosts));
  server.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
    // What never changes says so itself.
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });

  await server.register(cookie);
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:', ...dependencies.siteOrigins],
        connectSrc: ["'self'"],
        // Starters are looked at from here, each sandboxed by its own answer.
        frameSrc: ["'self'", ...dependencies.siteOrigins],
        fontSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  await server.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, { ttl }) =>
      new ApiError(429, 'too-many-requests', `Too many requests; try again in ${Math.ceil(ttl / 1000)} s.`, {
        retryAfterSeconds: Math.ceil(ttl / 1000),
      }),
  });
  await server.register(websocket, { options: { maxPayload: 64 * 1024 } });
  await registerOpenApi(server);

  await server.register(async (scope) => {
    const api = scope as Server;
    registerAccountRoutes(api, dependencies);
    registerStarterRoutes(api, dependencies);
    const receiving = createReceiving(dependencies);
    registerUploadRoutes(api, dependencies, receiving);
    registerImportRoutes(api, dependencies, receiving);
    registerSiteRoutes(api, dependencies);
    registerVersionRoutes(api, dependencies);
    registerSourceRoutes(api, dependencies);
    registerCheckRoutes(api, dependencies);
    registerExplainRoutes(api, dependencies);
    registerVersionMarkRoutes(api, dependencies);
    registerDiffRoutes(api, dependencies);
    registerBuildRoutes(api, dependencies);
    registerQueueRoutes(api, dependencies);
    registerQuestionRoutes(api, dependencies);
    registerAttachmentRoutes(api, dependencies);
    registerUndoRoutes(api, dependencies);
    registerHistoryRoutes(api, dependencies);
    registerHealthRoutes(api, dependencies);
    registerSystemRoutes(api, dependencies);
    registerSocket(api, dependencies);
  });
  await registerWebApp(server, dependencies.webApp);
  return server;
};

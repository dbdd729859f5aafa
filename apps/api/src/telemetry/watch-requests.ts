import type { Watcher } from '@pagewright/kernel/adapters/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from '../http/problems.ts';
import type { Server } from '../http/typed-server.ts';
import { aboutOf, siteAndCommandOf } from './request-about.ts';

/**
 * Every request becomes one measured operation and one line of the log. What its handler does is part of its span, so
 * the handlers are wrapped as their routes are made; what is refused before its handler is told of when it was answered.
 */
export const watchRequests = (server: Server, watcher: Watcher): void => {
  server.addHook('onRoute', (route) => {
    // The handler of a socket lives as long as the socket.
    if (route.websocket) return;
    const { handler, url } = route;
    route.handler = function watched(request, reply) {
      const about = aboutOf(request);
      about.watched = 'still';
      const cameTo = (status: number): string => String((about.watched = status));
      return watcher.watch(
        {
          ...operationOf(request, url),
          outcomeOf: () => cameTo(reply.statusCode),
          outcomeOfThrow: (raw) => cameTo(problemOf(raw).status),
        },
        async () => {
          about.traceparent = watcher.traceparent();
          return (await handler.call(this, request, reply)) as unknown;
        },
      );
    };
  });
  server.addHook('onResponse', async (request, reply) => {
    const ms = Math.round(reply.elapsedTime);
    const { watched } = aboutOf(request);
    // Also what failed after its handler, as an answer that does not fit its schema. A handler may outlast its answer.
    if (watched !== 'still' && watched !== reply.statusCode) {
      const to = Date.now();
      const outcome = String(reply.statusCode);
      watcher.note(operationOf(request, request.routeOptions.url), { from: to - ms, to, outcome });
    }
    tell(request, reply, ms);
  });
};

/** Each file of the web app is a route, named anew by each release: as labels they would be many, and never end. */
const FILE = /^\/(?!api\/).*\.[a-z0-9]+$/i;

const routeOf = (url: string | undefined): string => {
  if (url === undefined) return 'none';
  return FILE.test(url) ? 'file' : url;
};

const operationOf = ({ method, headers, id }: FastifyRequest, url: string | undefined) => {
  const route = routeOf(url);
  const { traceparent } = headers;
  return {
    name: 'http_request' as const,
    title: `${method} ${route}`,
    labels: { method, route },
    about: { request: id },
    parent: typeof traceparent === 'string' ? traceparent : undefined,
    root: true,
  };
};

/** Commands are told always, reads only where somebody wants to know it all; no line says what was sent. */
const tell = (request: FastifyRequest, reply: FastifyReply, ms: number): void => {
  const { method } = request;
  const { traceparent } = aboutOf(request);
  const route = routeOf(request.routeOptions.url);
  request.log[method === 'GET' || method === 'HEAD' ? 'debug' : 'info'](
    {
      ...siteAndCommandOf(request),
      ...(traceparent === undefined ? {} : { traceId: traceparent.split('-')[1] }),
      method,
      route,
      status: reply.statusCode,
      ms,
    },
    `${method} ${route} was answered ${reply.statusCode}`,
  );
};

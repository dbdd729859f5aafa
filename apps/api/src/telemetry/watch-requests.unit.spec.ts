import { createMetrics, type Metrics } from '@pagewright/kernel/adapters/telemetry';
import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { waitFor } from '../../../../test/support/wait-for.ts';
import type { Server } from '../http/typed-server.ts';
import { watchRequests } from './watch-requests.ts';

const counted = async (metrics: Metrics): Promise<readonly string[]> => {
  const counts = (await metrics.text()).body.matchAll(/^pagewright_http_request_duration_seconds_count{(.*)} (\d)/gm);
  return [...counts].map(([, labels, count]) => `${labels} ${count}`).toSorted();
};

describe('Requests that are watched', () => {
  it('are of few routes, however many files the web app has and whatever is asked for', async () => {
    const metrics = createMetrics({ version: 'test' });
    await using server = fastify() as unknown as Server;
    watchRequests(server, metrics.watcher);
    const paths = ['/', '/api/openapi.json', '/api/sites/:site', '/favicon.svg', '/assets/index-DBbNE04I.js'];
    for (const path of paths) server.get(path, async () => 'x');
    for (const url of [...paths.map((path) => path.replace(':site', 'docs')), '/no']) await server.inject({ url });
    expect(await counted(metrics)).toEqual([
      'method="GET",route="/",outcome="200" 1',
      'method="GET",route="/api/openapi.json",outcome="200" 1',
      'method="GET",route="/api/sites/:site",outcome="200" 1',
      'method="GET",route="file",outcome="200" 2',
      'method="GET",route="none",outcome="404" 1',
    ]);
  });

  it('are counted once where the handler waits for the end of its answer', async () => {
    const metrics = createMetrics({ version: 'test' });
    await using server = fastify() as unknown as Server;
    watchRequests(server, metrics.watcher);
    server.get('/api/me', async (_, reply) => {
      await reply.code(203).send({});
    });
    await server.inject({ url: '/api/me' });
    await waitFor(async () => (await counted(metrics)).length > 0, { what: 'the handler to end' });
    expect(await counted(metrics)).toEqual(['method="GET",route="/api/me",outcome="203" 1']);
  });

  it('have failed, too, where the answer could not be written after the handler was done', async () => {
    const metrics = createMetrics({ version: 'test' });
    await using server = fastify() as unknown as Server;
    watchRequests(server, metrics.watcher);
    server.setSerializerCompiler(() => () => {
      throw new Error('does not fit');
    });
    server.get('/api/me', { schema: { response: { 200: z.object({}) } } }, async () => ({}));
    expect((await server.inject({ url: '/api/me' })).statusCode).toBe(500);
    expect(await counted(metrics)).toContain('method="GET",route="/api/me",outcome="500" 1');
  });
});

import { z } from 'zod';
import type { ApiDependencies } from '../dependencies.ts';
import type { Server } from '../typed-server.ts';

/** Anybody may ask; the reasons are for operators, on the port of the metrics and on the system page. */
const report = z.object({ status: z.enum(['ok', 'degraded', 'failing']) }).meta({ id: 'Health' });
const schema = { tags: ['system'], security: [] };

export const registerHealthRoutes = (server: Server, { health }: ApiDependencies): void => {
  server.get('/health/live', { schema: { ...schema, response: { 200: report } } }, async () => ({
    status: 'ok' as const,
  }));
  server.get(
    '/health/ready',
    { schema: { ...schema, response: { 200: report, 503: report } } },
    async (_request, reply) => {
      const { status } = await health.ready();
      return reply.code(status === 'failing' ? 503 : 200).send({ status });
    },
  );
};

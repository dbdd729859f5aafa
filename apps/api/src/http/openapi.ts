import swagger from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { asyncApiDocument } from '../publishing/async-api.ts';
import { publicEvents } from '../publishing/public-events.ts';
import type { Server } from './typed-server.ts';

/**
 * OpenAPI 3.1 from the routes' own schemas, `GET /api/openapi.json`, and AsyncAPI 3.0 from those of the public events,
 * `GET /api/asyncapi.json`.
 */
export const registerOpenApi = async (server: Server): Promise<void> => {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Pagewright',
        version: '0.1.0',
        description:
          'Chat with your website. Commands take an Idempotency-Key and answer with Pagewright-Position; reads take Pagewright-Min-Position. Errors are application/problem+json.',
        license: { name: 'Apache-2.0' },
      },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
      security: [{ bearer: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  server.get('/api/openapi.json', { schema: { hide: true } }, async () => server.swagger());
  server.get('/api/asyncapi.json', { schema: { hide: true } }, async () => asyncApiDocument(publicEvents));
};

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { notFound } from './api-error.ts';
import type { Server } from './typed-server.ts';

/** Serves the built app; every path that is no file is a page of it, so that deep links survive a reload. */
export const registerWebApp = async (server: Server, folder: string | undefined): Promise<void> => {
  const built = folder !== undefined && existsSync(join(folder, 'index.html'));
  if (built) {
    await server.register(fastifyStatic, {
      root: folder,
      wildcard: false,
      preCompressed: true,
      setHeaders: (response, path) => {
        const fingerprinted = path.includes(`${folder}/assets/`);
        response.header('cache-control', fingerprinted ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  server.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?', 1);
    const page = request.method === 'GET' && !path.startsWith('/api/') && !/\.[a-z0-9]+$/i.test(path);
    if (built && page) return reply.header('cache-control', 'no-cache').sendFile('index.html');
    throw notFound(`${request.method} ${path}`);
  });
};

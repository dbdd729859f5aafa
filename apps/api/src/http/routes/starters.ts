import { lookup } from 'mrmime';
import { z } from 'zod';
import { digest, id, problem } from '../../contract/common.ts';
import { starter } from '../../contract/sites.ts';
import { starterFile } from '../../starters/starter-file.ts';
import { notFound } from '../api-error.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Server } from '../typed-server.ts';
import { reader } from './guards.ts';
import { sendPicture } from './pictures.ts';

/** A starter is looked at in a frame without an origin: its scripts run, and reach neither the app nor anybody else. */
const SANDBOX = "sandbox allow-scripts; default-src 'self' data: blob: 'unsafe-inline'; frame-ancestors 'self'";

export const registerStarterRoutes = (server: Server, dependencies: ApiDependencies): void => {
  const { artifacts, starterPictures, starters, trees } = dependencies;

  server.get(
    '/api/starters',
    { schema: { tags: ['sites'], response: { 200: z.object({ items: z.array(starter) }), default: problem } } },
    async (request) => {
      await reader(request, dependencies);
      const withPicture = async (each: (typeof starters.list)[number]) => {
        const picture = await starterPictures.pictureOf(each.name);
        return {
          ...each,
          ...(picture !== null && { thumbnail: `/api/starters/${each.name}/thumbnail?digest=${picture}` }),
        };
      };
      return { items: await Promise.all(starters.list.map(withPicture)) };
    },
  );

  server.get(
    '/api/starters/:name/thumbnail',
    {
      schema: { tags: ['sites'], params: z.object({ name: id }), querystring: z.object({ digest: digest.optional() }) },
    },
    async (request, reply) => {
      const picture = await starterPictures.pictureOf(request.params.name);
      if (picture === null) throw notFound('A picture of that starter');
      // Without the digest it may be another tomorrow.
      if (request.query.digest !== picture)
        return reply.redirect(`${request.url.split('?')[0]}?digest=${picture}`, 302);
      return sendPicture(artifacts, picture, request, reply);
    },
  );

  // Everybody's, since they are no secret and a frame sends no token.
  server.get(
    '/api/starters/:name/site/*',
    { schema: { hide: true, params: z.object({ name: id, '*': z.string().max(500) }) } },
    async (request, reply) => {
      const { name, '*': path } = request.params;
      const found = await starterFile(starters, trees, name, path);
      if (!found) throw notFound(`The file ${JSON.stringify(path)} of the starter ${name}`);
      return reply
        .type(lookup(found.path) ?? 'application/octet-stream')
        .headers({
          'content-security-policy': SANDBOX,
          'cross-origin-resource-policy': 'cross-origin',
          'access-control-allow-origin': '*',
        })
        .send(Buffer.from(found.bytes));
    },
  );
};

import { z } from 'zod';
import { digest, id, problem } from '../../contract/common.ts';
import { starter } from '../../contract/sites.ts';
import { notFound } from '../api-error.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Server } from '../typed-server.ts';
import { reader } from './guards.ts';
import { sendPicture } from './pictures.ts';

export const registerStarterRoutes = (server: Server, dependencies: ApiDependencies): void => {
  const { artifacts, starterPictures, starters } = dependencies;

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
};

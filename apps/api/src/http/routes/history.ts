import { loggedEvents } from '../../contract/builds.ts';
import { page, problem } from '../../contract/common.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Server } from '../typed-server.ts';
import { siteParams, siteReader } from './guards.ts';

export const registerHistoryRoutes = (server: Server, dependencies: ApiDependencies): void => {
  server.get(
    '/api/sites/:site/events',
    {
      schema: {
        tags: ['events'],
        params: siteParams,
        querystring: page,
        response: { 200: loggedEvents, default: problem },
      },
    },
    async (request) => {
      await siteReader(request, request.params.site, dependencies);
      return dependencies.views.history(request.params.site, request.query);
    },
  );
};

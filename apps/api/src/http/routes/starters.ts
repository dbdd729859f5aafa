import { z } from 'zod';
import { problem } from '../../contract/common.ts';
import { starter } from '../../contract/sites.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Server } from '../typed-server.ts';
import { reader } from './guards.ts';

export const registerStarterRoutes = (server: Server, dependencies: ApiDependencies): void => {
  server.get(
    '/api/starters',
    { schema: { tags: ['sites'], response: { 200: z.object({ items: z.array(starter) }), default: problem } } },
    async (request) => {
      await reader(request, dependencies);
      return { items: [...dependencies.starters.list] };
    },
  );
};

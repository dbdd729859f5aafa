import { siteDecider, type SiteId, siteStream, versionOf } from '@pagewright/sites';
import { problem } from '../../contract/common.ts';
import { explain, explanation } from '../../contract/explain.ts';
import { explainVersion } from '../../versions/explain-version.ts';
import { createVersionBlames } from '../../versions/version-blame.ts';
import { notFound } from '../api-error.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Server } from '../typed-server.ts';
import { siteReader, versionParams } from './guards.ts';

export const registerExplainRoutes = (server: Server, dependencies: ApiDependencies): void => {
  const { aggregates, artifacts, views } = dependencies;
  const blames = createVersionBlames(artifacts);

  server.get(
    '/api/sites/:site/versions/:number/explain',
    {
      schema: {
        tags: ['versions'],
        params: versionParams,
        querystring: explain,
        response: { 200: explanation, default: problem },
      },
    },
    async (request) => {
      const { site, number } = request.params;
      await siteReader(request, site, dependencies);
      const { state } = await aggregates.read(siteStream(site as SiteId), siteDecider);
      const version = state.status === 'none' ? undefined : versionOf(state, number);
      if (state.status === 'none' || !version) throw notFound(`Version ${number} of site ${site}`);
      return explainVersion({ site: state, version, query: request.query }, { artifacts, blames, views });
    },
  );
};

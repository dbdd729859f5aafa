import type { AccountRef, BuildId, SiteId } from '@pagewright/sites';
import { UndoBuild } from '@pagewright/sites/module';
import { derivedId } from '@pagewright/kernel';
import { turn } from '../../contract/builds.ts';
import { problem } from '../../contract/common.ts';
import { undo, undoTrial } from '../../contract/undo.ts';
import { prepareUndo } from '../../versions/prepare-undo.ts';
import { tryUndo } from '../../versions/try-undo.ts';
import { trialDto } from '../../versions/undo-dto.ts';
import { notFound } from '../api-error.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Server } from '../typed-server.ts';
import { buildParams, reached, siteWriter } from './guards.ts';

const tags = ['builds'];

export const registerUndoRoutes = (server: Server, dependencies: ApiDependencies): void => {
  const { bus, views } = dependencies;

  server.post(
    '/api/sites/:site/builds/:build/undo/try',
    {
      config: { rateLimit: { max: 120, timeWindow: '1 minute' } },
      schema: { tags, params: buildParams, body: undo, response: { 200: undoTrial, default: problem } },
    },
    async (request) => {
      const { site, build } = request.params;
      await siteWriter(request, site, dependencies);
      const { choices } = request.body;
      return trialDto(await tryUndo({ site: site as SiteId, undoes: build as BuildId, choices }, dependencies));
    },
  );

  server.post(
    '/api/sites/:site/builds/:build/undo',
    {
      config: { rateLimit: { max: 120, timeWindow: '1 minute' } },
      schema: { tags, params: buildParams, body: undo, response: { 202: turn, default: problem } },
    },
    async (request, reply) => {
      const { principal, context } = await siteWriter(request, request.params.site, dependencies);
      const [site, undoes] = [request.params.site as SiteId, request.params.build as BuildId];
      const build = derivedId('build', context.commandId) as BuildId;
      const { choices } = request.body;
      const prepared = await prepareUndo({ site, undoes, choices, build, context }, dependencies);
      const by = principal.account as AccountRef;
      const result = await bus.execute(
        new UndoBuild({ site, by, build, undoes, ...prepared, now: context.now }, context),
      );
      await reached(reply, result, dependencies);
      const view = await views.turn(site, build);
      if (!view) throw notFound(`Build ${build}`);
      return reply.code(202).send(view);
    },
  );
};

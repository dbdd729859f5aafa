import type { AccountRef, BuildId, SiteId } from '@pagewright/sites';
import { MoveBuild, RewordBuild } from '@pagewright/sites/module';
import { move, reword, turn } from '../../contract/builds.ts';
import { problem } from '../../contract/common.ts';
import { notFound } from '../api-error.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { requireMessage } from '../message-text.ts';
import type { Server } from '../typed-server.ts';
import { buildParams, reached, siteWriter } from './guards.ts';

const tags = ['builds'];

/** What may be done with a build that waits. Too late is a 409 that says so. */
export const registerQueueRoutes = (server: Server, dependencies: ApiDependencies): void => {
  const { bus, sealer, views } = dependencies;

  const shown = async (site: string, build: string) => {
    const view = await views.turn(site, build);
    if (!view) throw notFound(`Build ${build}`);
    return view;
  };

  server.patch(
    '/api/sites/:site/builds/:build',
    { schema: { tags, params: buildParams, body: reword, response: { 200: turn, default: problem } } },
    async (request, reply) => {
      const { principal, context } = await siteWriter(request, request.params.site, dependencies);
      const [site, build] = [request.params.site as SiteId, request.params.build as BuildId];
      requireMessage('prompt', request.body.prompt);
      const prompt = await sealer.seal({ kind: 'site', id: site }, request.body.prompt);
      const data = { site, by: principal.account as AccountRef, build, prompt, now: context.now };
      await reached(reply, await bus.execute(new RewordBuild(data, context)), dependencies);
      return shown(site, build);
    },
  );

  server.post(
    '/api/sites/:site/builds/:build/move',
    { schema: { tags, params: buildParams, body: move, response: { 200: turn, default: problem } } },
    async (request, reply) => {
      const { principal, context } = await siteWriter(request, request.params.site, dependencies);
      const [site, build] = [request.params.site as SiteId, request.params.build as BuildId];
      const before = request.body.before as BuildId | null;
      const data = { site, by: principal.account as AccountRef, build, before, now: context.now };
      await reached(reply, await bus.execute(new MoveBuild(data, context)), dependencies);
      return shown(site, build);
    },
  );
};

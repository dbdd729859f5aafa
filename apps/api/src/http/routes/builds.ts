import { type AccountRef, type BuildId, type SiteId } from '@pagewright/sites';
import { CancelBuild, ClarifyBuild, RequestBuild } from '@pagewright/sites/module';
import { derivedId, MAX_EVENT_BYTES } from '@pagewright/kernel';
import { attachmentsOf } from '../../attachments/attachments-of.ts';
import type { z } from 'zod';
import { answer, chat, listChat, requestBuild, turn } from '../../contract/builds.ts';
import { problem } from '../../contract/common.ts';
import { storeEdits } from '../../visual/store-edits.ts';
import { notFound, wrongField } from '../api-error.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { requireMessage } from '../message-text.ts';
import type { Server } from '../typed-server.ts';
import { buildParams, reached, siteParams, siteReader, siteWriter } from './guards.ts';

const tags = ['builds'];
const VISUAL_AGENT = 'builtin';
/** What else stands in the event of a request. */
const EVENT_FRAME_BYTES = 1_024;

export const registerBuildRoutes = (server: Server, dependencies: ApiDependencies): void => {
  const { bus, sealer, views } = dependencies;

  const shown = async (site: string, build: string) => {
    const view = await views.turn(site, build);
    if (!view) throw notFound(`Build ${build}`);
    return view;
  };

  const wishOf = async (site: SiteId, { kind, prompt, edits }: z.output<typeof requestBuild>) => {
    if (kind === 'visual') {
      if (!edits) throw wrongField('edits', 'are missing; a visual build carries out edits');
      return storeEdits(site, edits, dependencies);
    }
    if (edits) throw wrongField('edits', 'go with kind visual; send them so, or leave them out');
    requireMessage('prompt', prompt);
    return { prompt, edits: null };
  };

  server.get(
    '/api/sites/:site/chat',
    { schema: { tags, params: siteParams, querystring: listChat, response: { 200: chat, default: problem } } },
    async (request) => {
      await siteReader(request, request.params.site, dependencies);
      return views.chat(request.params.site, request.query);
    },
  );

  server.post(
    '/api/sites/:site/builds',
    {
      config: { rateLimit: { max: 120, timeWindow: '1 minute' } },
      schema: { tags, params: siteParams, body: requestBuild, response: { 202: turn, default: problem } },
    },
    async (request, reply) => {
      const { principal, context } = await siteWriter(request, request.params.site, dependencies);
      const { agent = dependencies.agent, kind, retryOf, picks } = request.body;
      if (agent !== dependencies.agent) throw wrongField('agent', `there is no agent "${agent}" here; leave it out`);
      const site = request.params.site as SiteId;
      const build = derivedId('build', context.commandId) as BuildId;
      const { prompt, edits } = await wishOf(site, request.body);
      const seal = (text: string) => sealer.seal({ kind: 'site', id: site }, text);
      const message = {
        prompt: await seal(prompt),
        picks: picks.length === 0 ? null : await seal(JSON.stringify(picks)),
        attachments: await attachmentsOf(request.body.attachments, principal.account, seal, dependencies),
      };
      requireRoom(message);
      const result = await bus.execute(
        new RequestBuild(
          {
            site,
            by: principal.account as AccountRef,
            build,
            kind,
            // Edits are carried out as they are: no model has a part in it.
            agent: kind === 'visual' ? VISUAL_AGENT : agent,
            ...message,
            edits,
            retryOf: (retryOf as BuildId | undefined) ?? null,
            now: context.now,
          },
          context,
        ),
      );
      await reached(reply, result, dependencies);
      return reply.code(202).send(await shown(site, build));
    },
  );

  server.get(
    '/api/sites/:site/builds/:build',
    { schema: { tags, params: buildParams, response: { 200: turn, default: problem } } },
    async (request) => {
      await siteReader(request, request.params.site, dependencies);
      return shown(request.params.site, request.params.build);
    },
  );

  server.post(
    '/api/sites/:site/builds/:build/cancel',
    { schema: { tags, params: buildParams, response: { 200: turn, default: problem } } },
    async (request, reply) => {
      const { principal, context } = await siteWriter(request, request.params.site, dependencies);
      const [site, build] = [request.params.site as SiteId, request.params.build as BuildId];
      await reached(
        reply,
        await bus.execute(
          new CancelBuild({ site, by: principal.account as AccountRef, build, now: context.now }, context),
        ),
        dependencies,
      );
      return shown(site, build);
    },
  );

  server.post(
    '/api/sites/:site/builds/:build/answer',
    { schema: { tags, params: buildParams, body: answer, response: { 200: turn, default: problem } } },
    async (request, reply) => {
      const { principal, context } = await siteWriter(request, request.params.site, dependencies);
      const [site, build] = [request.params.site as SiteId, request.params.build as BuildId];
      const sealed = await sealer.seal({ kind: 'site', id: site }, request.body.answer);
      const data = { site, by: principal.account as AccountRef, build, answer: sealed, now: context.now };
      await reached(reply, await bus.execute(new ClarifyBuild(data, context)), dependencies);
      return shown(site, build);
    },
  );
};

/** What was typed, pointed at and attached goes into one event, which holds so much and no more. */
const requireRoom = (message: unknown): void => {
  const bytes = Buffer.byteLength(JSON.stringify(message));
  if (bytes > MAX_EVENT_BYTES - EVENT_FRAME_BYTES)
    throw wrongField('prompt', 'is too long together with what you pointed at; attach long text as a file instead');
};

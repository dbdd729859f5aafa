import { derivedId } from '@pagewright/kernel';
import type { AccountRef, QuestionId, SiteId } from '@pagewright/sites';
import { AskQuestion } from '@pagewright/sites/module';
import { ask, turn } from '../../contract/builds.ts';
import { problem } from '../../contract/common.ts';
import { notFound } from '../api-error.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { requireMessage } from '../message-text.ts';
import type { Server } from '../typed-server.ts';
import { reached, siteParams, siteWriter } from './guards.ts';

/** Questions about a site: they change nothing and wait for no build. */
export const registerQuestionRoutes = (server: Server, dependencies: ApiDependencies): void => {
  const { bus, sealer, views } = dependencies;

  server.post(
    '/api/sites/:site/questions',
    {
      config: { rateLimit: { max: 120, timeWindow: '1 minute' } },
      schema: { tags: ['builds'], params: siteParams, body: ask, response: { 202: turn, default: problem } },
    },
    async (request, reply) => {
      const { principal, context } = await siteWriter(request, request.params.site, dependencies);
      const { question: words, picks } = request.body;
      requireMessage('question', words, 'say what you want to know');
      const site = request.params.site as SiteId;
      const question = derivedId('question', context.commandId) as QuestionId;
      const seal = (text: string) => sealer.seal({ kind: 'site', id: site }, text);
      const text = await seal(words);
      const pointedAt = picks.length === 0 ? null : await seal(JSON.stringify(picks));
      const data = { site, by: principal.account as AccountRef, question, text, picks: pointedAt, now: context.now };
      await reached(reply, await bus.execute(new AskQuestion(data, context)), dependencies);
      const view = await views.turn(site, question);
      if (!view) throw notFound(`Question ${question}`);
      return reply.code(202).send(view);
    },
  );
};

import { z } from 'zod';
import { id, page, problem } from '../../contract/common.ts';
import {
  chatAsOf,
  eventId,
  eventInHistory,
  history,
  listHistory,
  moments,
  readAsOf,
  readMoments,
  readRuler,
  ruler,
  siteAsOf,
} from '../../contract/history.ts';
import { notFound, wrongField } from '../api-error.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Server } from '../typed-server.ts';
import { siteParams, siteReader } from './guards.ts';

const tags = ['history'];
const eventParams = z.object({ site: id, event: eventId });

/** The log of a site as its history: what happened, why, and the whole site as of any event. */
export const registerHistoryRoutes = (server: Server, dependencies: ApiDependencies): void => {
  const { views } = dependencies;
  const found = <View>(view: View | undefined, event: string): View => {
    if (view === undefined) throw notFound(`Event ${event} of this site`);
    return view;
  };

  server.get(
    '/api/sites/:site/history',
    { schema: { tags, params: siteParams, querystring: listHistory, response: { 200: history, default: problem } } },
    async (request) => {
      await siteReader(request, request.params.site, dependencies);
      return views.history.list(request.params.site, request.query);
    },
  );

  server.get(
    '/api/sites/:site/history/ruler',
    { schema: { tags, params: siteParams, querystring: readRuler, response: { 200: ruler, default: problem } } },
    async (request) => {
      const { site } = request.params;
      const { from, to } = request.query;
      await siteReader(request, site, dependencies);
      if (from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to))
        throw wrongField('from', 'must be before `to`');
      const drawn = await views.history.ruler(site, request.query);
      if (!drawn) throw notFound(`A history of site ${site}`);
      return drawn;
    },
  );

  server.get(
    '/api/sites/:site/history/:event',
    { schema: { tags, params: eventParams, response: { 200: eventInHistory, default: problem } } },
    async (request) => {
      const { site, event } = request.params;
      await siteReader(request, site, dependencies);
      return found(await views.history.event(site, event), event);
    },
  );

  server.get(
    '/api/sites/:site/as-of',
    { schema: { tags, params: siteParams, querystring: readAsOf, response: { 200: siteAsOf, default: problem } } },
    async (request) => {
      const { site } = request.params;
      const { at } = request.query;
      await siteReader(request, site, dependencies);
      return found(await views.history.at(site, at), at);
    },
  );

  server.get(
    '/api/sites/:site/moments',
    { schema: { tags, params: siteParams, querystring: readMoments, response: { 200: moments, default: problem } } },
    async (request) => {
      const { site } = request.params;
      const { from, to } = request.query;
      await siteReader(request, site, dependencies);
      return found(await views.history.moments(site, from, to), `${from} or ${to}`);
    },
  );

  server.get(
    '/api/sites/:site/as-of/:event',
    { schema: { tags, params: eventParams, response: { 200: siteAsOf, default: problem } } },
    async (request) => {
      const { site, event } = request.params;
      await siteReader(request, site, dependencies);
      return found(await views.history.asOf(site, event), event);
    },
  );

  server.get(
    '/api/sites/:site/as-of/:event/chat',
    { schema: { tags, params: eventParams, querystring: page, response: { 200: chatAsOf, default: problem } } },
    async (request) => {
      const { site, event } = request.params;
      await siteReader(request, site, dependencies);
      return found(await views.history.chatAsOf(site, event, request.query), event);
    },
  );
};

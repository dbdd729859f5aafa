import type { CommandContext } from '@pagewright/kernel';
import type { AccountRef, SiteId, VersionNumber } from '@pagewright/sites';
import {
  DeleteVersion,
  NoteVersion,
  PinVersion,
  StarVersion,
  UnpinVersion,
  UnstarVersion,
} from '@pagewright/sites/module';
import { z } from 'zod';
import { problem } from '../../contract/common.ts';
import { noteVersion, version } from '../../contract/sites.ts';
import { notFound } from '../api-error.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Server } from '../typed-server.ts';
import { reached, siteWriter, versionParams } from './guards.ts';

const tags = ['versions'];

/** What people say of a version: note, star, pin; and its end. */
export const registerVersionMarkRoutes = (server: Server, dependencies: ApiDependencies): void => {
  const { bus, sealer, views } = dependencies;

  const shown = async (site: string, number: number) => {
    const view = await views.version(site, number);
    if (!view) throw notFound(`Version ${number} of site ${site}`);
    return view;
  };
  const data = (params: { site: string; number: number }, account: string, { now }: CommandContext) => ({
    site: params.site as SiteId,
    version: params.number as VersionNumber,
    by: account as AccountRef,
    now,
  });

  server.patch(
    '/api/sites/:site/versions/:number',
    { schema: { tags, params: versionParams, body: noteVersion, response: { 200: version, default: problem } } },
    async (request, reply) => {
      const { site, number } = request.params;
      const { principal, context } = await siteWriter(request, site, dependencies);
      const text = request.body.note ?? '';
      const note = text === '' ? null : await sealer.seal({ kind: 'site', id: site }, text);
      const command = new NoteVersion({ ...data(request.params, principal.account, context), note }, context);
      await reached(reply, await bus.execute(command), dependencies);
      return shown(site, number);
    },
  );

  for (const [verb, Command] of [
    ['star', StarVersion],
    ['unstar', UnstarVersion],
    ['pin', PinVersion],
    ['unpin', UnpinVersion],
  ] as const) {
    server.post(
      `/api/sites/:site/versions/:number/${verb}`,
      { schema: { tags, params: versionParams, response: { 200: version, default: problem } } },
      async (request, reply) => {
        const { site, number } = request.params;
        const { principal, context } = await siteWriter(request, site, dependencies);
        const command = new Command(data(request.params, principal.account, context), context);
        await reached(reply, await bus.execute(command), dependencies);
        return shown(site, number);
      },
    );
  }

  server.delete(
    '/api/sites/:site/versions/:number',
    { schema: { tags, params: versionParams, response: { 204: z.null(), default: problem } } },
    async (request, reply) => {
      const { principal, context } = await siteWriter(request, request.params.site, dependencies);
      const command = new DeleteVersion(data(request.params, principal.account, context), context);
      await reached(reply, await bus.execute(command), dependencies);
      return reply.code(204).send(null);
    },
  );
};

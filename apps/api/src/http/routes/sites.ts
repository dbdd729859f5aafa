import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { digestOf } from '@pagewright/artifacts';
import { derivedId, isRefusal } from '@pagewright/kernel';
import {
  type AccountRef,
  type BuildId,
  siteDecider,
  type SiteId,
  type SiteSource,
  siteStream,
  slugOf,
  versionOf,
} from '@pagewright/sites';
import {
  CreateSite,
  DeleteSite,
  DisableSite,
  EnableSite,
  LockLive,
  normaliseHostname,
  RenameSite,
  UnlockLive,
} from '@pagewright/sites/module';
import { turn } from '../../contract/builds.ts';
import { problem } from '../../contract/common.ts';
import { createSite, deleteSite, listSites, lockLive, renameSite, site, sites } from '../../contract/sites.ts';
import { ApiError, notFound, wrongField } from '../api-error.ts';
import { commandContext } from '../command-context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Server } from '../typed-server.ts';
import { recalledUpload } from '../../uploads/recall.ts';
import { reached, reader, siteParams, siteReader, siteWriter } from './guards.ts';

const tags = ['sites'];
const NAMES_TRIED = 20;
const created = z.object({ site, build: turn }).meta({ id: 'CreatedSite' });

export const registerSiteRoutes = (server: Server, dependencies: ApiDependencies): void => {
  const { bus, sealer, starters, views } = dependencies;

  const shown = async (id: string) => {
    const view = await views.site(id);
    if (!view) throw notFound(`Site ${id}`);
    return view;
  };

  const sourceOf = async (from: z.infer<typeof createSite>['from'], account: string): Promise<SiteSource> => {
    if ('starter' in from) {
      const archive = starters.archiveOf(from.starter);
      if (!archive)
        throw wrongField('from.starter', `there is no starter "${from.starter}"; GET /api/starters lists them`);
      return { type: 'starter', starter: from.starter, archive };
    }
    if ('site' in from) return copyOf(from.site, from.version, account);
    const archive = await recalledUpload(dependencies.remembered, account, from.upload);
    if (!archive)
      throw wrongField(
        'from.upload',
        'is no upload of yours of the last three days; send the archive to POST /api/uploads first',
      );
    return { type: 'upload', archive };
  };

  /** By the log, so that a version is there as soon as it is made. */
  const copyOf = async (from: string, number: number, account: string): Promise<SiteSource> => {
    const { state } = await dependencies.aggregates.read(siteStream(from as SiteId), siteDecider);
    const found = state.status === 'open' && state.owner === account ? versionOf(state, number) : undefined;
    if (!found) throw wrongField('from.site', `there is no version ${number} of a site ${from} of yours`);
    if (!(await dependencies.artifacts.head(digestOf(found.artifact.digest))))
      throw new ApiError(410, 'version-gone', `Version ${number} is no longer kept. Choose a later one.`);
    return { type: 'site', site: from as SiteId, version: found.version, archive: found.artifact };
  };

  /** The name asked for, or names made from the site's own until one is free. */
  const hostNames = (name: string, fqdn: string | undefined): readonly string[] =>
    fqdn === undefined
      ? Array.from(
          { length: NAMES_TRIED },
          (_, index) => `${slugOf(name)}${index === 0 ? '' : `-${index + 1}`}.${dependencies.sitesDomain}`,
        )
      : [fqdn];

  const withFreeName = async <Result>(
    names: readonly string[],
    attempt: (host: string) => Promise<Result>,
  ): Promise<Result> => {
    for (const [index, name] of names.entries()) {
      try {
        return await attempt(normaliseHostname(name, dependencies.reservedHosts));
      } catch (error) {
        const taken = isRefusal(error) && (error.code === 'hostname-taken' || error.code === 'hostname-reserved');
        if (!taken || index === names.length - 1) throw error;
      }
    }
    throw wrongField('fqdn', 'say which host name the site gets');
  };

  server.get(
    '/api/sites',
    { schema: { tags, querystring: listSites, response: { 200: sites, default: problem } } },
    async (request) => {
      const { account } = await reader(request, dependencies);
      return views.sites(account, request.query);
    },
  );

  server.post(
    '/api/sites',
    { schema: { tags, body: createSite, response: { 201: created, default: problem } } },
    async (request, reply) => {
      const { account } = await reader(request, dependencies);
      const context = commandContext(request, account, dependencies);
      const { name, fqdn, from } = request.body;
      const id = derivedId('site', context.commandId) as SiteId;
      const build = derivedId('build', context.commandId) as BuildId;
      const data = {
        site: id,
        by: account as AccountRef,
        name,
        key: siteKey(),
        source: await sourceOf(from, account),
        importBuild: build,
        now: context.now,
      };
      const result = await withFreeName(hostNames(name, fqdn), (host) =>
        bus.execute(new CreateSite({ ...data, fqdn: host }, context)),
      );
      await reached(reply, result, dependencies);
      const first = await views.turn(id, build);
      if (!first) throw notFound(`Build ${build}`);
      return reply.code(201).send({ site: await shown(id), build: first });
    },
  );

  server.get(
    '/api/sites/:site',
    { schema: { tags, params: siteParams, response: { 200: site, default: problem } } },
    async (request) => {
      await siteReader(request, request.params.site, dependencies);
      return shown(request.params.site);
    },
  );

  server.patch(
    '/api/sites/:site',
    { schema: { tags, params: siteParams, body: renameSite, response: { 200: site, default: problem } } },
    async (request, reply) => {
      const { principal, context } = await siteWriter(request, request.params.site, dependencies);
      const id = request.params.site as SiteId;
      const by = principal.account as AccountRef;
      await reached(
        reply,
        await bus.execute(new RenameSite({ site: id, by, name: request.body.name, now: context.now }, context)),
        dependencies,
      );
      return shown(id);
    },
  );

  for (const [verb, Command] of [
    ['disable', DisableSite],
    ['enable', EnableSite],
    ['unlock-live', UnlockLive],
  ] as const) {
    server.post(
      `/api/sites/:site/${verb}`,
      { schema: { tags, params: siteParams, response: { 200: site, default: problem } } },
      async (request, reply) => {
        const { principal, context } = await siteWriter(request, request.params.site, dependencies);
        const id = request.params.site as SiteId;
        const result = await bus.execute(
          new Command({ site: id, by: principal.account as AccountRef, now: context.now }, context),
        );
        await reached(reply, result, dependencies);
        return shown(id);
      },
    );
  }

  server.post(
    '/api/sites/:site/lock-live',
    { schema: { tags, params: siteParams, body: lockLive, response: { 200: site, default: problem } } },
    async (request, reply) => {
      const { principal, context } = await siteWriter(request, request.params.site, dependencies);
      const id = request.params.site as SiteId;
      const { reason } = request.body;
      const sealed = reason === undefined ? null : await sealer.seal({ kind: 'site', id }, reason);
      const data = { site: id, by: principal.account as AccountRef, reason: sealed, now: context.now };
      await reached(reply, await bus.execute(new LockLive(data, context)), dependencies);
      return shown(id);
    },
  );

  server.delete(
    '/api/sites/:site',
    { schema: { tags, params: siteParams, body: deleteSite, response: { 204: z.null(), default: problem } } },
    async (request, reply) => {
      const { account } = await reader(request, dependencies);
      const context = commandContext(request, account, dependencies);
      const id = request.params.site as SiteId;
      // By the log: the read models forget a site with its deletion, and a repeat has to find its own answer.
      const { state } = await dependencies.aggregates.read(siteStream(id), siteDecider);
      if (state.status === 'none' || state.owner !== account) throw notFound(`Site ${id}`);
      const { name } = state;
      if (request.body.confirm !== name) throw wrongField('confirm', `type the site's name, "${name}", to delete it`);
      await reached(
        reply,
        await bus.execute(new DeleteSite({ site: id, by: account as AccountRef, now: context.now }, context)),
        dependencies,
      );
      return reply.code(204).send(null);
    },
  );
};

/** 80 random bits in base32 (RFC 4648, lower case): the secret part of the addresses of a site's versions. */
const siteKey = (): string => {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
  let bits = 0n;
  for (const byte of randomBytes(10)) bits = (bits << 8n) | BigInt(byte);
  return Array.from({ length: 16 }, (_, index) => alphabet[Number((bits >> BigInt(75 - 5 * index)) & 31n)]).join('');
};

import { digestOf, getBytes, unpackArchive, zipStream } from '@pagewright/artifacts';
import type { AccountRef, BuildId, SiteId, VersionNumber } from '@pagewright/sites';
import { PromoteVersion, RestoreVersion } from '@pagewright/sites/module';
import { type CommandContext, derivedId, isRefusal, type Sealed } from '@pagewright/kernel';
import { z } from 'zod';
import { turn } from '../../contract/builds.ts';
import { problem } from '../../contract/common.ts';
import {
  archiveFormat,
  fileChange,
  files,
  listVersions,
  liveAt,
  liveAtTime,
  promote,
  promoted,
  restore,
  rollBack,
  version,
  versions,
} from '../../contract/sites.ts';
import { madeVersion, manifestOf } from '../../versions/made-version.ts';
import { prepareRestore } from '../../versions/prepare-restore.ts';
import { ApiError, notFound } from '../api-error.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Server } from '../typed-server.ts';
import { reached, siteParams, siteReader, siteWriter, versionParams } from './guards.ts';

const tags = ['versions'];

export const registerVersionRoutes = (server: Server, dependencies: ApiDependencies): void => {
  const { artifacts, bus, sealer, views } = dependencies;

  server.get(
    '/api/sites/:site/versions',
    { schema: { tags, params: siteParams, querystring: listVersions, response: { 200: versions, default: problem } } },
    async (request) => {
      await siteReader(request, request.params.site, dependencies);
      return views.versions(request.params.site, request.query);
    },
  );

  server.get(
    '/api/sites/:site/versions/:number',
    { schema: { tags, params: versionParams, response: { 200: version, default: problem } } },
    async (request) => {
      const { site, number } = request.params;
      await siteReader(request, site, dependencies);
      const view = await views.version(site, number);
      if (view) return view;
      await madeVersion(site, number, dependencies);
      throw notFound(`Version ${number} of site ${site}`);
    },
  );

  server.get(
    '/api/sites/:site/versions/:number/files',
    { schema: { tags, params: versionParams, response: { 200: files, default: problem } } },
    async (request) => {
      const { site, number } = request.params;
      await siteReader(request, site, dependencies);
      const version = await madeVersion(site, number, dependencies);
      const manifest = await manifestOf(version, dependencies);
      return { version: number, digest: version.tree, files: [...manifest.files], pages: [...manifest.entrypoints] };
    },
  );

  server.get(
    '/api/sites/:site/versions/:number/changes',
    {
      schema: {
        tags,
        params: versionParams,
        response: { 200: z.object({ items: z.array(fileChange) }), default: problem },
      },
    },
    async (request) => {
      const { site, number } = request.params;
      await siteReader(request, site, dependencies);
      const version = await madeVersion(site, number, dependencies);
      return { items: [...(await manifestOf(version, dependencies)).filesChanged] };
    },
  );

  server.get(
    '/api/sites/:site/versions/:number/archive',
    { schema: { tags, params: versionParams, querystring: archiveFormat } },
    async (request, reply) => {
      const { site, number } = request.params;
      await siteReader(request, site, dependencies);
      const { artifact } = await madeVersion(site, number, dependencies);
      const bytes = await getBytes(artifacts, digestOf(artifact.digest));
      const { format } = request.query;
      reply.header('content-disposition', `attachment; filename="site-${site.slice(0, 8)}-v${number}.${format}"`);
      if (format === 'zip') return reply.type('application/zip').send(zipStream(await unpackArchive(bytes)));
      return reply
        .type('application/gzip')
        .header('digest', `sha-256=${Buffer.from(artifact.digest, 'hex').toString('base64')}`)
        .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    },
  );

  type Wish = {
    version: number;
    target: 'live' | 'preview';
    expectedCurrent?: number | undefined;
    reason?: string | undefined;
  };
  const move = async (site: string, account: string, wish: Wish, context: CommandContext) => {
    const id = site as SiteId;
    return explained(site, async () =>
      bus.execute(
        new PromoteVersion(
          {
            site: id,
            by: account as AccountRef,
            version: wish.version as VersionNumber,
            target: wish.target,
            ...(wish.expectedCurrent === undefined ? {} : { expectedCurrent: wish.expectedCurrent }),
            reason: wish.reason ? await sealer.seal({ kind: 'site', id }, wish.reason) : null,
            now: context.now,
          },
          context,
        ),
      ),
    );
  };
  /** Who published meanwhile and why, in words: the refusal knows ids and sealed text. */
  const explained = async <Result>(site: string, work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      if (!isRefusal(error) || (error.code !== 'moved-meanwhile' && error.code !== 'live-locked')) throw error;
      const { by, reason, ...facts } = error.details;
      const person = typeof by === 'string' ? await views.account(by) : undefined;
      const opened = isSealed(reason) ? await sealer.open(reason) : null;
      const words =
        error.code === 'live-locked'
          ? `Live is locked by ${person?.name ?? 'somebody'}${opened === null ? '' : ` (${opened})`}; unlock it before publishing`
          : error.message;
      throw new ApiError(409, error.code, words, {
        details: { ...facts, site, by: person ? { id: person.id, name: person.name } : null, reason: opened },
      });
    }
  };
  const answer = async (site: string, events: readonly { meta: { id: string } }[]) => {
    const view = await views.site(site);
    if (!view) throw notFound(`Site ${site}`);
    return { site: view, event: events[0]?.meta.id ?? '' };
  };

  server.post(
    '/api/sites/:site/promote',
    { schema: { tags, params: siteParams, body: promote, response: { 200: promoted, default: problem } } },
    async (request, reply) => {
      const { principal, context } = await siteWriter(request, request.params.site, dependencies);
      const result = await move(request.params.site, principal.account, request.body, context);
      await reached(reply, result, dependencies);
      return answer(request.params.site, result.events);
    },
  );

  server.get(
    '/api/sites/:site/live-at',
    { schema: { tags, params: siteParams, querystring: liveAtTime, response: { 200: liveAt, default: problem } } },
    async (request) => {
      const { site } = request.params;
      await siteReader(request, site, dependencies);
      const time = new Date(request.query.time).toISOString();
      const moment = await views.liveAt(site, time);
      if (!moment) return { time, live: null };
      return { time, live: { ...moment, kept: (await views.version(site, moment.version)) !== undefined } };
    },
  );

  server.post(
    '/api/sites/:site/rollback',
    { schema: { tags, params: siteParams, body: rollBack, response: { 200: promoted, default: problem } } },
    async (request, reply) => {
      const { principal, context } = await siteWriter(request, request.params.site, dependencies);
      const result = await move(request.params.site, principal.account, { ...request.body, target: 'live' }, context);
      await reached(reply, result, dependencies);
      return answer(request.params.site, result.events);
    },
  );

  server.post(
    '/api/sites/:site/restore',
    { schema: { tags, params: siteParams, body: restore, response: { 202: turn, default: problem } } },
    async (request, reply) => {
      const { principal, context } = await siteWriter(request, request.params.site, dependencies);
      const site = request.params.site as SiteId;
      const build = derivedId('build', context.commandId) as BuildId;
      const wanted = request.body.version as VersionNumber;
      const prepared = await prepareRestore({ site, build, version: wanted, context }, dependencies);
      const result = await bus.execute(
        new RestoreVersion(
          { site, by: principal.account as AccountRef, build, version: wanted, ...prepared, now: context.now },
          context,
        ),
      );
      await reached(reply, result, dependencies);
      const view = await views.turn(site, build);
      if (!view) throw notFound(`Build ${build}`);
      return reply.code(202).send(view);
    },
  );
};

const isSealed = (value: unknown): value is Sealed =>
  typeof value === 'object' && value !== null && 'sealed' in value && 'key' in value;

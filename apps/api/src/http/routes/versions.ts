import { digestOf, getBytes, type Manifest, parseManifest } from '@pagewright/artifacts';
import {
  type AccountRef,
  type BuildId,
  type SiteId,
  siteDecider,
  siteStream,
  type VersionNumber,
  versionOf,
} from '@pagewright/sites';
import { PromoteVersion, RestoreVersion } from '@pagewright/sites/module';
import { type CommandContext, derivedId, isRefusal, type Sealed } from '@pagewright/kernel';
import { z } from 'zod';
import { turn } from '../../contract/builds.ts';
import { problem } from '../../contract/common.ts';
import {
  fileChange,
  files,
  listVersions,
  promote,
  promoted,
  restore,
  rollBack,
  version,
  versions,
} from '../../contract/sites.ts';
import { prepareRestore } from '../../versions/prepare-restore.ts';
import { ApiError, notFound } from '../api-error.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Server } from '../typed-server.ts';
import { reached, siteParams, siteReader, siteWriter, versionParams } from './guards.ts';

const tags = ['versions'];

export const registerVersionRoutes = (server: Server, dependencies: ApiDependencies): void => {
  const { aggregates, artifacts, bus, sealer, views } = dependencies;

  /** A version by what the log says of it, so that a read model that is behind hides nothing. */
  const made = async (site: string, number: number) => {
    const { state } = await aggregates.read(siteStream(site as SiteId), siteDecider);
    const found = state.status === 'none' ? undefined : versionOf(state, number);
    if (!found) throw notFound(`Version ${number} of site ${site}`);
    return found;
  };
  const manifestOf = async (site: string, number: number): Promise<Manifest> =>
    parseManifest(await getBytes(artifacts, digestOf((await made(site, number)).manifest.digest)));

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
      if (!view) throw notFound(`Version ${number} of site ${site}`);
      return view;
    },
  );

  server.get(
    '/api/sites/:site/versions/:number/files',
    { schema: { tags, params: versionParams, response: { 200: files, default: problem } } },
    async (request) => {
      const { site, number } = request.params;
      await siteReader(request, site, dependencies);
      const [{ tree }, manifest] = [await made(site, number), await manifestOf(site, number)];
      return { version: number, digest: tree, files: [...manifest.files], pages: [...manifest.entrypoints] };
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
      return { items: [...(await manifestOf(site, number)).filesChanged] };
    },
  );

  server.get(
    '/api/sites/:site/versions/:number/archive',
    { schema: { tags, params: versionParams } },
    async (request, reply) => {
      const { site, number } = request.params;
      await siteReader(request, site, dependencies);
      const { artifact } = await made(site, number);
      const bytes = await getBytes(artifacts, digestOf(artifact.digest));
      return reply
        .type('application/gzip')
        .header('content-disposition', `attachment; filename="site-${site.slice(0, 8)}-v${number}.tar.gz"`)
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
      throw new ApiError(409, error.code, error.message, {
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

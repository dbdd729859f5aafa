import { type Digest, digestOf, getBytes } from '@pagewright/artifacts';
import { derivedId } from '@pagewright/kernel';
import type { StoredCheck } from '@pagewright/projections';
import { CHECK_QUEUE, type CheckReport, checkReport } from '@pagewright/sites';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { digest, problem } from '../../contract/common.ts';
import { checks } from '../../contract/sites.ts';
import { screenshotUrl } from '../../views/picture-urls.ts';
import { checksDto } from '../../views/version-dto.ts';
import { ApiError, notFound } from '../api-error.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Server } from '../typed-server.ts';
import { siteReader, siteWriter, versionParams } from './guards.ts';

const tags = ['checks'];
const MOST_LOOKS = 100;

/** What a browser saw of a version: findings, pictures of its pages, and another look. */
export const registerCheckRoutes = (server: Server, dependencies: ApiDependencies): void => {
  const { artifacts, views, work } = dependencies;

  const checkedOr404 = async (site: string, number: number): Promise<StoredCheck | null> => {
    const checked = await views.checked(site, number);
    if (checked === undefined) throw notFound(`Version ${number} of site ${site}`);
    return checked;
  };

  server.get(
    '/api/sites/:site/versions/:number/checks',
    { schema: { tags, params: versionParams, response: { 200: checks, default: problem } } },
    async (request) => {
      const { site, number } = request.params;
      await siteReader(request, site, dependencies);
      const checked = await checkedOr404(site, number);
      const report = checked?.report ? await reportIn(dependencies, checked.report) : undefined;
      const shots = checked?.screenshots ?? [];
      return {
        version: number,
        ...checksDto(checked),
        pages: (report?.pages ?? []).map(({ path, state }) => ({
          path,
          state,
          screenshots: shots
            .filter((shot) => shot.path === path)
            .map((shot) => ({ width: shot.width, url: screenshotUrl(site, number, shot.digest) })),
        })),
        widths: report?.widths ?? [],
        left: report?.left ?? 0,
        findings: (report?.findings ?? []).map(({ detail: _detail, ...finding }) => finding),
      };
    },
  );

  server.post(
    '/api/sites/:site/versions/:number/checks',
    { schema: { tags, params: versionParams, response: { 202: z.object({ run: z.int() }), default: problem } } },
    async (request, reply) => {
      const { site, number } = request.params;
      const { context } = await siteWriter(request, site, dependencies);
      const checked = await checkedOr404(site, number);
      if (checked === null)
        throw new ApiError(409, 'checks-pending', `Version ${number} waits for its first checks already.`);
      if (checked.run >= MOST_LOOKS)
        throw new ApiError(409, 'checked-often', `Version ${number} was checked ${checked.run} times; make a new one.`);
      const run = checked.run + 1;
      await work.put({
        queue: CHECK_QUEUE,
        id: derivedId(context.commandId, 'check'),
        body: { site, version: number, run },
      });
      return reply.code(202).send({ run });
    },
  );

  /** Whoever names the digest may see it; whoever does not has to be somebody. */
  const picture = async (wanted: string | null | undefined, request: FastifyRequest, reply: FastifyReply) => {
    if (!wanted) throw notFound('That picture');
    const etag = `"${wanted}"`;
    reply.header('cache-control', 'private, max-age=31536000, immutable').header('etag', etag);
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    const bytes = await getBytes(artifacts, digestOf(wanted) satisfies Digest);
    return reply
      .type('image/webp')
      .header('x-content-type-options', 'nosniff')
      .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  };

  server.get(
    '/api/sites/:site/versions/:number/thumbnail',
    { schema: { tags, params: versionParams, querystring: z.object({ digest: digest.optional() }) } },
    async (request, reply) => {
      const { site, number } = request.params;
      const { digest: named } = request.query;
      if (named === undefined) await siteReader(request, site, dependencies);
      const thumbnail = (await views.checked(site, number))?.thumbnail;
      if (named === undefined) {
        reply.header('cache-control', 'no-cache');
        if (!thumbnail) throw notFound('A picture of that version');
        return reply.redirect(`${request.url}?digest=${thumbnail}`, 302);
      }
      return picture(named === thumbnail ? thumbnail : null, request, reply);
    },
  );

  server.get(
    '/api/sites/:site/versions/:number/screenshots/:digest',
    { schema: { tags, params: versionParams.extend({ digest }) } },
    async (request, reply) => {
      const { site, number, digest: named } = request.params;
      const shots = (await views.checked(site, number))?.screenshots ?? [];
      return picture(shots.find((shot) => shot.digest === named)?.digest, request, reply);
    },
  );
};

const reportIn = async ({ artifacts }: ApiDependencies, named: string): Promise<CheckReport> =>
  checkReport.parse(JSON.parse(new TextDecoder().decode(await getBytes(artifacts, digestOf(named)))));

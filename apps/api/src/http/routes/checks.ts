import { digestOf, getBytes } from '@pagewright/artifacts';
import { derivedId } from '@pagewright/kernel';
import type { StoredCheck } from '@pagewright/projections';
import { CHECK_QUEUE, type CheckReport, checkReport } from '@pagewright/sites';
import { z } from 'zod';
import { digest, problem } from '../../contract/common.ts';
import { checks } from '../../contract/sites.ts';
import { screenshotUrl } from '../../views/picture-urls.ts';
import { checksDto } from '../../views/version-dto.ts';
import { ApiError, notFound } from '../api-error.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Server } from '../typed-server.ts';
import { siteReader, siteWriter, versionParams } from './guards.ts';
import { sendPicture } from './pictures.ts';

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
      // While the first run waits, it is offered again: recorded it is once.
      const run = (checked?.run ?? 0) + 1;
      if (run > MOST_LOOKS)
        throw new ApiError(409, 'checked-often', `Version ${number} was checked ${MOST_LOOKS} times; make a new one.`);
      await work.put({
        queue: CHECK_QUEUE,
        id: derivedId(context.commandId, 'check'),
        body: { site, version: number, run },
      });
      return reply.code(202).send({ run });
    },
  );

  /** Whoever names the digest may see it; whoever does not has to be somebody. */
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
      if (named !== thumbnail) throw notFound('That picture');
      return sendPicture(artifacts, named, request, reply);
    },
  );

  server.get(
    '/api/sites/:site/versions/:number/screenshots/:digest',
    { schema: { tags, params: versionParams.extend({ digest }) } },
    async (request, reply) => {
      const { site, number, digest: named } = request.params;
      const shots = (await views.checked(site, number))?.screenshots ?? [];
      if (shots.every((shot) => shot.digest !== named)) throw notFound('That picture');
      return sendPicture(artifacts, named, request, reply);
    },
  );
};

const reportIn = async ({ artifacts }: ApiDependencies, named: string): Promise<CheckReport> =>
  checkReport.parse(JSON.parse(new TextDecoder().decode(await getBytes(artifacts, digestOf(named)))));

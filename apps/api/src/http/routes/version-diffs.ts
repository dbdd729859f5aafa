import { compareTrees } from '@pagewright/authoring';
import { problem } from '../../contract/common.ts';
import { comparedFile, comparedVersions, fileDiff, versionDiff } from '../../contract/diff.ts';
import { compareFile, type ComparedSide } from '../../versions/compare-file.ts';
import { archiveOf, madeVersion, manifestOf } from '../../versions/made-version.ts';
import { notFound } from '../api-error.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Server } from '../typed-server.ts';
import { siteParams, siteReader } from './guards.ts';

const tags = ['versions'];

export const registerDiffRoutes = (server: Server, dependencies: ApiDependencies): void => {
  const both = async (site: string, { from, to }: { from: number; to: number }) =>
    Promise.all([from, to].map((number) => madeVersion(site, number, dependencies)));

  server.get(
    '/api/sites/:site/diff',
    {
      schema: {
        tags,
        params: siteParams,
        querystring: comparedVersions,
        response: { 200: versionDiff, default: problem },
      },
    },
    async (request) => {
      const { site } = request.params;
      await siteReader(request, site, dependencies);
      const { from, to } = request.query;
      const trees = await Promise.all(
        (await both(site, request.query)).map((version) => dependencies.trees.tree(archiveOf(version))),
      );
      const [before, after] = trees;
      const files = before && after ? compareTrees(before, after) : [];
      const sum = (count: 'added' | 'removed') => files.reduce((total, file) => total + file[count], 0);
      return { from, to, files, added: sum('added'), removed: sum('removed') };
    },
  );

  server.get(
    '/api/sites/:site/diff/file',
    { schema: { tags, params: siteParams, querystring: comparedFile, response: { 200: fileDiff, default: problem } } },
    async (request) => {
      const { site } = request.params;
      await siteReader(request, site, dependencies);
      const { from, to, path } = request.query;
      const address = (await dependencies.views.site(site))?.urls.version ?? '';
      const [before, after] = await Promise.all(
        (await both(site, request.query)).map(async (version): Promise<ComparedSide> => ({
          manifest: await manifestOf(version, dependencies),
          tree: await dependencies.trees.tree(archiveOf(version)),
          url: address.replace('{version}', String(version.version)),
        })),
      );
      const compared = before && after && compareFile(path, before, after);
      if (!compared) throw notFound(`A file "${path}" in version ${from} or ${to}`);
      return compared;
    },
  );
};

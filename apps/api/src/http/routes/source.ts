import { readText } from '@pagewright/authoring';
import { problem } from '../../contract/common.ts';
import { sourceFile, sourceOf } from '../../contract/source.ts';
import { archiveOf, madeVersion } from '../../versions/made-version.ts';
import { notFound } from '../api-error.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Server } from '../typed-server.ts';
import { siteReader, versionParams } from './guards.ts';

const LIMIT = 1024 * 1024;

export const registerSourceRoutes = (server: Server, dependencies: ApiDependencies): void => {
  server.get(
    '/api/sites/:site/versions/:number/source',
    {
      schema: {
        tags: ['versions'],
        params: versionParams,
        querystring: sourceOf,
        response: { 200: sourceFile, default: problem },
      },
    },
    async (request) => {
      const { site, number } = request.params;
      const { path } = request.query;
      await siteReader(request, site, dependencies);
      const tree = await dependencies.trees.tree(archiveOf(await madeVersion(site, number, dependencies)));
      const bytes = tree.get(path);
      if (!bytes) throw notFound(`File ${path} of version ${number}`);
      const text = bytes.length > LIMIT ? null : (readText(bytes)?.text ?? null);
      return { version: number, path, size: bytes.length, text, limit: LIMIT };
    },
  );
};

import { packTree, putBytes, treeDigest, UnsafeArchive, unpackUpload } from '@pagewright/artifacts';
import { problem } from '../../contract/common.ts';
import { upload } from '../../contract/sites.ts';
import { rememberUpload } from '../../uploads/recall.ts';
import { pagesOf } from '../../views/pages.ts';
import { ApiError } from '../api-error.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Server } from '../typed-server.ts';
import { reader } from './guards.ts';

const LIMIT = 200 * 1024 * 1024;
/** An archive is in memory while it is received, whole and packed anew. */
const AT_ONCE = 4;
const AT_ONCE_OF_ONE = 2;

/** A `tar.gz` is unpacked safely on receipt and stored packed anew, so that nothing of a sender's archive survives but its files. */
export const registerUploadRoutes = (server: Server, dependencies: ApiDependencies): void => {
  const receiving: string[] = [];
  const takePlace = (account: string): Disposable => {
    const own = receiving.filter((one) => one === account).length;
    if (own >= AT_ONCE_OF_ONE || receiving.length >= AT_ONCE)
      throw new ApiError(
        own >= AT_ONCE_OF_ONE ? 429 : 503,
        'too-many-uploads',
        'Other archives are being received at this moment; send this one when they are through.',
        { retryAfterSeconds: 5 },
      );
    receiving.push(account);
    return { [Symbol.dispose]: () => void receiving.splice(receiving.indexOf(account), 1) };
  };

  server.addContentTypeParser(
    ['application/gzip', 'application/x-gzip', 'application/octet-stream'],
    { bodyLimit: LIMIT },
    (_request, payload, done) => done(null, payload),
  );
  server.post(
    '/api/uploads',
    {
      bodyLimit: LIMIT,
      config: { rateLimit: { max: 120, timeWindow: '1 minute' } },
      schema: { tags: ['sites'], consumes: ['application/gzip'], response: { 201: upload, default: problem } },
    },
    async (request, reply) => {
      const { account } = await reader(request, dependencies);
      const { body } = request;
      if (!isByteStream(body))
        throw new ApiError(
          415,
          'unsupported-media-type',
          'Send the tar.gz itself, with Content-Type application/gzip.',
        );
      using _place = takePlace(account);
      const { tree, ignored } = await unpacked(body);
      const packed = await packTree(tree);
      const stored = await putBytes(dependencies.artifacts, packed);
      await rememberUpload(dependencies.remembered, account, stored);
      const bytes = [...tree.values()].reduce((sum, file) => sum + file.length, 0);
      request.log.info({ account, digest: stored.digest, tree: treeDigest(tree) }, 'archive received');
      return reply
        .code(201)
        .send({ ...stored, files: tree.size, bytes, pages: pagesOf([...tree.keys()]), ignored: [...ignored] });
    },
  );
};

const isByteStream = (body: unknown): body is AsyncIterable<Uint8Array> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body;

const unpacked = async (body: AsyncIterable<Uint8Array>) => {
  try {
    return await unpackUpload(body);
  } catch (error) {
    if (!(error instanceof UnsafeArchive)) throw error;
    const status = error.code === 'too-large' || error.code === 'too-many-files' ? 413 : 422;
    throw new ApiError(status, `archive-${error.code}`, error.message, {
      errors: [{ path: 'archive', message: error.message }],
    });
  }
};

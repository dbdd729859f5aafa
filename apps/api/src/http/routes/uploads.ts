import { UnsafeArchive, unpackUpload } from '@pagewright/artifacts';
import { problem } from '../../contract/common.ts';
import { upload } from '../../contract/sites.ts';
import { refusedArchive } from '../../uploads/refused-archive.ts';
import type { Receiving } from '../../uploads/receiving.ts';
import { ApiError } from '../api-error.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Server } from '../typed-server.ts';
import { reader } from './guards.ts';

const LIMIT = 200 * 1024 * 1024;
const TYPES = [
  'application/gzip',
  'application/x-gzip',
  'application/zip',
  'application/x-zip-compressed',
  'application/octet-stream',
];

/** A zip or a `tar.gz`, unpacked safely on receipt; which one it is, its first bytes say. */
export const registerUploadRoutes = (server: Server, dependencies: ApiDependencies, receiving: Receiving): void => {
  server.addContentTypeParser(TYPES, { bodyLimit: LIMIT }, (_request, payload, done) => done(null, payload));
  server.post(
    '/api/uploads',
    {
      bodyLimit: LIMIT,
      config: { rateLimit: { max: 120, timeWindow: '1 minute' } },
      schema: {
        tags: ['sites'],
        consumes: ['application/zip', 'application/gzip'],
        response: { 201: upload, default: problem },
      },
    },
    async (request, reply) => {
      const { account } = await reader(request, dependencies);
      const { body } = request;
      if (!isByteStream(body))
        throw new ApiError(
          415,
          'unsupported-media-type',
          'Send the archive itself, a zip with Content-Type application/zip or a tar.gz with application/gzip.',
        );
      using _place = receiving.place(account);
      const received = await unpackUpload(body).catch((error: unknown) => {
        throw error instanceof UnsafeArchive ? refusedArchive(error) : error;
      });
      return reply.code(201).send(await receiving.keep(account, received));
    },
  );
};

const isByteStream = (body: unknown): body is AsyncIterable<Uint8Array> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body;

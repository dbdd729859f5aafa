import { putBytes } from '@pagewright/artifacts';
import { isPicture } from '../../attachments/attachment-types.ts';
import { checkAttachment, MAX_ATTACHMENT_BYTES } from '../../attachments/check-attachment.ts';
import { rememberAttachment } from '../../attachments/remember-attachment.ts';
import { attachedFile, nameOfFile } from '../../contract/builds.ts';
import { digest, problem } from '../../contract/common.ts';
import { ApiError, notFound } from '../api-error.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Server } from '../typed-server.ts';
import { buildParams, siteParams, siteReader } from './guards.ts';
import { sendPicture } from './pictures.ts';

/** Files that go with messages. Each is checked on receipt and kept by its digest; a message then names it. */
export const registerAttachmentRoutes = (server: Server, dependencies: ApiDependencies): void => {
  server.post(
    '/api/sites/:site/attachments',
    {
      bodyLimit: MAX_ATTACHMENT_BYTES,
      config: { rateLimit: { max: 120, timeWindow: '1 minute' } },
      schema: {
        tags: ['builds'],
        params: siteParams,
        querystring: nameOfFile,
        consumes: ['application/octet-stream'],
        response: { 201: attachedFile, default: problem },
      },
    },
    async (request, reply) => {
      const { account } = await siteReader(request, request.params.site, dependencies);
      const { name } = request.query;
      const checked = await checkAttachment(name, await received(name, request.body));
      const { digest } = await putBytes(dependencies.artifacts, checked.bytes);
      const file = { digest: String(digest), size: checked.bytes.length, type: checked.type };
      await rememberAttachment(dependencies.remembered, account, file);
      return reply.code(201).send({ ...file, name });
    },
  );

  /** A picture that went with a message, for whoever was told of its digest. */
  server.get(
    '/api/sites/:site/builds/:build/attachments/:digest',
    { schema: { tags: ['builds'], params: buildParams.extend({ digest }) } },
    async (request, reply) => {
      const { site, build, digest: named } = request.params;
      const sent = (await dependencies.views.turnWithoutParts(site, build))?.attachments ?? [];
      const file = sent.find((one) => one.digest === named && isPicture(one.type));
      if (!file) throw notFound('That picture');
      // Opened by itself a drawing is a document: it may do nothing and fetch nothing.
      reply.header('content-security-policy', "sandbox; default-src 'none'; style-src 'unsafe-inline'");
      return sendPicture(dependencies.artifacts, named, request, reply, file.type);
    },
  );
};

const received = async (name: string, body: unknown): Promise<Uint8Array> => {
  if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body)) {
    throw new ApiError(
      415,
      'unsupported-media-type',
      'Send the file’s bytes as they are, with Content-Type application/octet-stream.',
    );
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_ATTACHMENT_BYTES) throw tooLarge(name);
    chunks.push(chunk);
  }
  if (size === 0) throw new ApiError(422, 'invalid', `${name} is empty; choose another file.`);
  return Buffer.concat(chunks);
};

const tooLarge = (name: string): ApiError =>
  new ApiError(413, 'attachment-too-large', `${name} has more than 10 MB, which is the most; make it smaller.`);

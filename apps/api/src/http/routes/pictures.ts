import { type ArtifactStore, digestOf, getBytes } from '@pagewright/artifacts';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A stored picture under an address that names its digest: it is the same for ever. */
export const sendPicture = async (
  artifacts: ArtifactStore,
  digest: string,
  request: FastifyRequest,
  reply: FastifyReply,
  type = 'image/webp',
): Promise<FastifyReply> => {
  const etag = `"${digest}"`;
  reply.header('cache-control', 'private, max-age=31536000, immutable').header('etag', etag);
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  const bytes = await getBytes(artifacts, digestOf(digest));
  return reply.type(type).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
};

// Fastify awaits its handlers and answers what they throw; the rule knows Express only.
/* oxlint-disable oxc/no-async-endpoint-handlers */
import { Readable } from 'node:stream';
import { ArtifactMissing, type ArtifactStore, DigestMismatch, digestOf, isDigest } from '@pagewright/artifacts';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { LIMITS, activityBatch, workerReport } from '../../protocol/wire.ts';
import { Denied } from './denied.ts';
import { parseJsonBody } from './json-body.ts';
import { Rate } from './rate.ts';
import type { Seat } from './seat.ts';
import { Seats } from './seats.ts';

export interface WorkerGatewayOptions {
  readonly artifacts: ArtifactStore;
  /** Bytes of one archive; 200 MiB unless told. */
  readonly maxArchiveBytes?: number;
  /** How long an unanswered question for a job or a stop is held, in milliseconds; 2,000 unless told. */
  readonly holdMs?: number;
}

/** The only door of a worker: HTTP on the loopback, a token per worker, its own build and attempt behind it. */
export interface WorkerGateway extends AsyncDisposable {
  readonly url: string;
  /** A place for one worker that is about to be spawned. */
  seat(): { readonly seat: Seat; readonly token: string };
}

const PARTS_PER_SECOND = 100;
const OF_ATTEMPT = '/v1/builds/:build/attempts/:attempt';
type OfAttempt = { Params: { build: string; attempt: string } };

export const openWorkerGateway = async ({
  artifacts,
  maxArchiveBytes = 200 * 1024 * 1024,
  holdMs = 2_000,
}: WorkerGatewayOptions): Promise<WorkerGateway> => {
  const seats = new Seats();
  const rates = new WeakMap<Seat, Rate>();
  const app = fastify({
    bodyLimit: LIMITS.bodyBytes,
    routerOptions: { maxParamLength: 4_000 },
    forceCloseConnections: true,
  });
  speakPlainly(app);

  const seatOf = ({ headers, params }: FastifyRequest<OfAttempt>): Seat =>
    seats.at(headers.authorization, params.build, params.attempt);

  app.get<{ Querystring: { door?: string } }>('/v1/job', async (request, reply) => {
    const seat = seats.of(request.headers.authorization);
    const { door } = request.query;
    if (typeof door !== 'string' || !/^[1-9]\d{0,4}$/.test(door)) {
      throw new Denied(400, 'invalid-door', 'Say on which port the worker itself can be asked: ?door=40123');
    }
    seat.opened(Number(door));
    if (!seat.job && !seat.ended) await seat.change(holdMs);
    if (seat.ended) throw new Denied(409, 'stale-attempt', 'This attempt does not run');
    return seat.job ?? reply.code(204).send();
  });

  app.get('/v1/stop', async (request) => {
    const seat = seats.of(request.headers.authorization);
    if (!seat.stopAsked) await seat.change(holdMs);
    if (seat.ended) throw new Denied(409, 'stale-attempt', 'This attempt does not run');
    return { stop: seat.stopAsked };
  });

  app.get<OfAttempt>(`${OF_ATTEMPT}/source`, async (request, reply) => {
    const { job, stopAsked } = seatOf(request);
    if (!job || stopAsked) throw new Denied(409, 'stopping', 'The build is being stopped');
    const { content, size } = await artifacts.get(digestOf(job.source.digest));
    return reply.type('application/gzip').header('content-length', size).send(Readable.from(content));
  });

  app.get<OfAttempt>(`${OF_ATTEMPT}/previous`, async (request, reply) => {
    const { job, stopAsked } = seatOf(request);
    if (!job || stopAsked) throw new Denied(409, 'stopping', 'The build is being stopped');
    if (!job.previous) throw new Denied(404, 'no-previous', 'There is no version before');
    const { content, size } = await artifacts.get(digestOf(job.previous.digest));
    return reply.type('application/gzip').header('content-length', size).send(Readable.from(content));
  });

  app.get<{ Params: OfAttempt['Params'] & { digest: string } }>(
    `${OF_ATTEMPT}/attachments/:digest`,
    async (request, reply) => {
      const { job, stopAsked } = seatOf(request);
      if (!job || stopAsked) throw new Denied(409, 'stopping', 'The build is being stopped');
      const file = job.attachments.find(({ digest }) => digest === request.params.digest);
      if (!file) throw new Denied(404, 'no-attachment', 'Nothing of this digest goes with the build');
      const { content, size } = await artifacts.get(digestOf(file.digest));
      return reply.type('application/octet-stream').header('content-length', size).send(Readable.from(content));
    },
  );

  app.post<OfAttempt>(`${OF_ATTEMPT}/activity`, async (request, reply) => {
    const seat = seatOf(request);
    const { first, parts } = parsed(activityBatch, request.body);
    const rate = rates.get(seat) ?? new Rate(PARTS_PER_SECOND, 2 * LIMITS.batchParts);
    rates.set(seat, rate);
    const wait = rate.take(parts.length);
    if (wait > 0) {
      void reply.header('retry-after', Math.ceil(wait / 1_000));
      throw new Denied(429, 'too-fast', `More than ${PARTS_PER_SECOND} parts a second are not taken`);
    }
    await seat.activity(first, parts);
    return reply.code(204).send();
  });

  app.put<{ Params: OfAttempt['Params'] & { digest: string } }>(
    `${OF_ATTEMPT}/archives/:digest`,
    async (request, reply) => {
      const { digest } = request.params;
      if (!isDigest(digest)) throw new Denied(400, 'invalid-digest', 'A digest is 64 lower-case hex digits');
      const seat = seatOf(request);
      const { body } = request;
      const stored = await seat.upload(() => {
        if (!(body instanceof Readable)) throw new Denied(400, 'no-archive', 'Send application/gzip');
        return artifacts.put(digest, upTo(body, maxArchiveBytes));
      });
      return reply.code(201).send(stored);
    },
  );

  app.put<OfAttempt>(`${OF_ATTEMPT}/result`, async (request, reply) => {
    const seat = seatOf(request);
    seat.accept(parsed(workerReport, request.body));
    return reply.code(204).send();
  });

  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, seat: () => seats.add(), [Symbol.asyncDispose]: () => app.close() };
};

/** Bodies, header names and errors, the same at every door. Nothing of a request but its parsed body goes any further. */
const speakPlainly = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(String(body), LIMITS.jsonDepth));
    } catch (raw) {
      done(raw instanceof Error ? raw : new Error(String(raw)));
    }
  });
  app.addContentTypeParser('application/gzip', (_request, payload, done) => done(null, payload));
  app.addHook('onRequest', async ({ headers }) => {
    if (Object.keys(headers).some((name) => name.startsWith('nats-'))) {
      throw new Denied(400, 'reserved-header', 'Header names that begin with Nats- are the broker’s own');
    }
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const { status, code, message } = answerTo(error);
    // What is left of a refused archive is not read to its end.
    if (!request.raw.complete) void reply.header('connection', 'close');
    return reply.code(status).send({ code, message });
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ code: 'not-found', message: 'No such door' }));
};

const answerTo = (error: Error & { statusCode?: number }): { status: number; code: string; message: string } => {
  if (error instanceof Denied) return error;
  if (error instanceof DigestMismatch) return { status: 400, code: 'digest-mismatch', message: error.message };
  if (error instanceof ArtifactMissing) return { status: 404, code: 'source-missing', message: error.message };
  const status = error.statusCode ?? 500;
  if (status >= 500) return { status: 503, code: 'try-again', message: 'The runner cannot take this now' };
  return { status, code: status === 413 ? 'too-large' : 'bad-request', message: error.message };
};

const parsed = <Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> => {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Denied(400, 'invalid-body', `${issue?.path.join('.') || 'The body'}: ${issue?.message ?? 'is wrong'}`);
};

async function* upTo(source: Readable, most: number): AsyncGenerator<Uint8Array, void, undefined> {
  let bytes = 0;
  for await (const chunk of source as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > most) throw new Denied(413, 'too-large', `An archive has at most ${most} bytes`);
    yield chunk;
  }
}

import { PassThrough } from 'node:stream';
import { importGit as readGit, type GitProgress } from '@pagewright/artifacts/adapters/git';
import type { z } from 'zod';
import { problem } from '../../contract/common.ts';
import { importGit, type importLine, upload } from '../../contract/sites.ts';
import { refusedRepository } from '../../uploads/refused-repository.ts';
import type { Receiving } from '../../uploads/receiving.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { problemDocument, problemOf } from '../problems.ts';
import type { Server } from '../typed-server.ts';
import { reader } from './guards.ts';

type Line = z.infer<typeof importLine>;
const LINES = 'application/x-ndjson';
/** A line of progress at most this often, in milliseconds. */
const PACE_MS = 200;

/**
 * Takes a site out of a git repository. Whoever accepts `application/x-ndjson` is told line by line how it goes; the last
 * line is the upload or the problem, since the status was sent before. The request's end ends the import.
 */
export const registerImportRoutes = (server: Server, dependencies: ApiDependencies, receiving: Receiving): void => {
  server.post(
    '/api/imports/git',
    {
      config: { rateLimit: { max: 20, timeWindow: '1 minute' } },
      schema: { tags: ['sites'], body: importGit, response: { 201: upload, default: problem } },
    },
    async (request, reply) => {
      const { account } = await reader(request, dependencies);
      const { url, ref, folder, token } = request.body;
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const run = async (onProgress: (progress: GitProgress) => void) => {
        using _place = receiving.place(account);
        const received = await readGit(url, {
          http: dependencies.outbound,
          signal: gone.signal,
          onProgress,
          ...(ref === undefined ? {} : { ref }),
          ...(folder === undefined ? {} : { folder }),
          ...(token === undefined ? {} : { token }),
        }).catch((error: unknown) => {
          throw refusedRepository(error);
        });
        return receiving.keep(account, received);
      };
      if (!request.headers.accept?.includes(LINES)) return reply.code(201).send(await run(() => undefined));

      const lines = new PassThrough();
      const say = (line: Line): void => void lines.write(`${JSON.stringify(line)}\n`);
      void run(paced((progress) => say(progress)))
        .then((stored) => say({ upload: stored }))
        .catch((error: unknown) => {
          const failed = problemOf(error);
          if (failed.status === 500) request.log.error({ err: error, requestId: request.id }, 'an import failed');
          say({ problem: problemDocument(failed, request.id) });
        })
        .finally(() => lines.end());
      // The answer is lines, which the schema of the single answer does not describe.
      return reply
        .code(200)
        .type(LINES)
        .send(lines as never);
    },
  );
};

/** Every new step at once; within a step, no more often than people read. */
const paced = (say: (progress: GitProgress) => void): ((progress: GitProgress) => void) => {
  let step: GitProgress['step'] | undefined;
  let told = 0;
  return (progress) => {
    const now = performance.now();
    if (progress.step === step && now - told < PACE_MS) return;
    step = progress.step;
    told = now;
    say(progress);
  };
};

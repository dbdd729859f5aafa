import { timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

export interface WorkerStatus {
  readonly status: 'waiting' | 'running' | 'stopping';
  readonly build: string | null;
  readonly attempt: number | null;
  readonly step: string | null;
}

/**
 * `GET /status` and `POST /kill` on the worker itself, for who has its token; on the loopback, on a free port, which is
 * answered and told to the runner.
 */
export const openStatusDoor = async (
  token: string,
  status: () => WorkerStatus,
  onKill: () => void,
): Promise<number> => {
  const expected = Buffer.from(`Bearer ${token}`);
  const server = createServer((request, response) => {
    const given = Buffer.from(request.headers.authorization ?? '');
    const answer = (code: number, body: unknown): void =>
      void response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    request.resume();
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      return answer(403, { code: 'wrong-token', message: 'This token opens nothing here' });
    }
    if (request.method === 'GET' && request.url === '/status') return answer(200, status());
    if (request.method === 'POST' && request.url === '/kill') {
      onKill();
      return answer(202, status());
    }
    return answer(404, { code: 'not-found', message: 'No such door' });
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen({ host: '127.0.0.1', port: 0 }, resolve);
  await promise;
  server.unref();
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
};

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Health } from './health.ts';
import type { Metrics } from './metrics.ts';

export interface OperationsServerOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly metrics: Pick<Metrics, 'text'>;
  readonly health: Pick<Health, 'ready'>;
}

export interface OperationsServer extends AsyncDisposable {
  /** `http://127.0.0.1:4402`. */
  readonly url: string;
}

/** The port of the metrics is somebody else's. */
export class OperationsPortTaken extends Error {
  override readonly name = 'OperationsPortTaken';
}

/** `/metrics`, `/health/live` and `/health/ready` for those who run the house, on a port that is not the people's. */
export const serveOperations = async (options: OperationsServerOptions): Promise<OperationsServer> => {
  const { host, port, metrics, health } = options;
  const answers: Readonly<Record<string, () => Promise<{ status: number; type: string; body: string }>>> = {
    '/metrics': async () => ({ status: 200, ...(await metrics.text()) }),
    '/health/live': async () => json(200, { status: 'ok', reasons: [] }),
    '/health/ready': async () => {
      const report = await health.ready();
      return json(report.status === 'failing' ? 503 : 200, report);
    },
  };
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    const answer = answers[request.url?.split('?', 1)[0] ?? ''];
    const send = ({ status, type, body }: { status: number; type: string; body: string }): void =>
      void response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    if (request.method !== 'GET') return send(json(405, { reasons: ['Only GET is answered here.'] }));
    if (!answer) return send(json(404, { reasons: [`There are ${Object.keys(answers).join(', ')}.`] }));
    answer().then(send, (raw: unknown) =>
      send(json(500, { reasons: [raw instanceof Error ? raw.message : String(raw)] })),
    );
  });
  const listening = Promise.withResolvers<void>();
  // Stays: a connection that cannot be taken later, as when files run out, must not end the process.
  server.on('error', listening.reject);
  server.listen(port, host, listening.resolve);
  await listening.promise.catch((cause: unknown) => {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause;
    throw new OperationsPortTaken(`Port ${port} on ${host} is in use, so no metrics can be served there`, { cause });
  });
  // Nobody's metrics keep a process alive.
  server.unref();
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shown}:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
};

const json = (status: number, body: object) => ({ status, type: 'application/json', body: JSON.stringify(body) });

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listen {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
}

/** The port of the sites is somebody else's. */
export class SitesPortTaken extends Error {
  override readonly name = 'SitesPortTaken';
  constructor({ host, port }: Listen, cause: unknown) {
    super(
      `Port ${port} on ${host} is in use, so no site can be served. End the program that holds it, or set PAGEWRIGHT_SITES_PORT to another port`,
      { cause },
    );
  }
}

export interface SitesServer {
  readonly port: number;
  /** Resolves when the last connection has ended after one of these two. */
  readonly closed: Promise<void>;
  /** Takes no new connection and resolves when the answers that were begun are through. */
  drain(): Promise<void>;
  /** Cuts all connections. */
  drop(): Promise<void>;
}

/** @throws SitesPortTaken */
export const listen = async (
  where: Listen,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<SitesServer> => {
  let draining = false;
  const server = createServer(TIMES, (request, response) => {
    // A connection that stays open would keep a stopping server waiting.
    if (draining) response.shouldKeepAlive = false;
    handle(request, response);
  });
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(where.port, where.host, listening.resolve);
  try {
    await listening.promise;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw new SitesPortTaken(where, error);
    throw error;
  }
  const closed = Promise.withResolvers<void>();
  server.once('close', closed.resolve);
  const close = (): void => {
    if (!draining) server.close();
    draining = true;
  };
  return {
    port: (server.address() as AddressInfo).port,
    closed: closed.promise,
    drain: async () => {
      close();
      // Connections whose answer was under way when it began become idle one by one.
      const look = setInterval(() => server.closeIdleConnections(), 20);
      await closed.promise;
      clearInterval(look);
    },
    drop: async () => {
      close();
      server.closeAllConnections();
      await closed.promise;
    },
  };
};

/** Milliseconds and bytes that a client may take; Node answers 408 and 431 by itself. */
const TIMES = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 30_000,
  maxHeaderSize: 16_384,
} as const;

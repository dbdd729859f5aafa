import { createServer } from 'node:net';

/**
 * A TCP port of the loopback that was free a moment ago, for programs that cannot choose one by themselves. Another
 * process may take it first, so a start on it must fail loudly and may be tried again with another.
 */
export const freePort = async (): Promise<number> => {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen({ port: 0, host: '127.0.0.1' }, resolve);
  await promise;
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (typeof address === 'string' || address === null) throw new Error('The loopback gave no port');
  return address.port;
};

import { createServer } from 'node:net';
import { codeOf, Problem } from './problem.mjs';

/**
 * Why a port cannot be listened on ('EADDRINUSE', 'EACCES' …), or undefined when it can.
 * @param {number} port
 * @param {string} host
 * @returns {Promise<string | undefined>}
 */
export const portObstacle = (port, host) =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(codeOf(error) || 'unknown'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });

/**
 * Throws a Problem that names the variable when the port cannot be listened on.
 * @param {number} port
 * @param {string} host
 * @param {string} variable
 * @returns {Promise<void>}
 */
export const demandPort = async (port, host, variable) => {
  const obstacle = await portObstacle(port, host);
  if (obstacle === undefined) return;
  if (obstacle === 'EADDRINUSE') {
    throw new Problem(
      `Port ${port} is in use by another program: stop that one, or choose another port with ${variable}.`,
    );
  }
  if (obstacle === 'EACCES') {
    throw new Problem(`Port ${port} may not be opened by this account: choose one above 1023 with ${variable}.`);
  }
  throw new Problem(`${host}:${port} cannot be listened on (${obstacle}): change PAGEWRIGHT_LISTEN or ${variable}.`);
};

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fetchNatsServer } from './nats-fetch.mjs';
import { isFitNatsServer, natsServerVersion, OLDEST_NATS_SERVER } from './nats-version.mjs';
import { Problem } from './problem.mjs';

/**
 * @typedef {object} NatsServerProgram
 * @property {string} path
 * @property {string} version
 */

/**
 * Where downloaded tools are kept: PAGEWRIGHT_TOOLS, else `.pagewright/tools` of the checkout.
 * @param {string} root the checkout
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string}
 */
export const toolsFolder = (root, env = process.env) => env.PAGEWRIGHT_TOOLS || join(root, '.pagewright', 'tools');

/**
 * The nats-server to use: PAGEWRIGHT_NATS_SERVER, else the first fit one on PATH, else the one fetched before.
 * Undefined when there is none; a Problem when the one that was named cannot be used.
 * @param {{ tools: string, env?: NodeJS.ProcessEnv, say?: (line: string) => void }} options
 * @returns {Promise<NatsServerProgram | undefined>}
 */
export const findNatsServer = async ({ tools, env = process.env, say = () => {} }) => {
  const named = env.PAGEWRIGHT_NATS_SERVER;
  if (named) return namedServer(named);
  for (const path of candidates(env, tools)) {
    const version = await natsServerVersion(path);
    if (version === undefined) continue;
    if (isFitNatsServer(version)) return { path, version };
    say(`nats-server ${version} at ${path} is too old (${OLDEST_NATS_SERVER} or newer is needed), so it is not used.`);
  }
  return undefined;
};

/**
 * Like findNatsServer, and fetches one where there is none.
 * @param {{ tools: string, env?: NodeJS.ProcessEnv, say?: (line: string) => void }} options
 * @returns {Promise<NatsServerProgram>}
 */
export const ensureNatsServer = async ({ tools, env = process.env, say = () => {} }) =>
  (await findNatsServer({ tools, env, say })) ?? (await fetchNatsServer(tools, { say }));

/**
 * @param {string} path
 * @returns {Promise<NatsServerProgram>}
 */
const namedServer = async (path) => {
  const version = await natsServerVersion(path);
  if (version === undefined) {
    throw new Problem(`PAGEWRIGHT_NATS_SERVER names ${path}, which is not a nats-server that runs here.`);
  }
  if (!isFitNatsServer(version)) {
    throw new Problem(
      `PAGEWRIGHT_NATS_SERVER names nats-server ${version} at ${path}, which is too old: ${OLDEST_NATS_SERVER} or newer is needed.`,
    );
  }
  return { path, version };
};

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} tools
 * @returns {string[]}
 */
const candidates = (env, tools) => {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  // Debian installs servers in sbin, which is not on the PATH of ordinary accounts.
  const files = [...folders, '/usr/local/sbin', '/usr/sbin', tools].map((folder) => join(folder, 'nats-server'));
  return [...new Set(files)].filter((file) => existsSync(file));
};

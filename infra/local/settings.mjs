import { join, resolve } from 'node:path';
import { Problem } from './problem.mjs';

/**
 * What the start itself has to know; everything else is read and checked by the programs.
 * @typedef {object} Settings
 * @property {string} root
 * @property {string} data
 * @property {string} secrets
 * @property {string} artifacts
 * @property {string} listen
 * @property {number} port
 * @property {number} sitesPort
 * @property {string} sitesDomain
 * @property {string | undefined} natsUrl a broker that somebody else runs
 * @property {number | undefined} natsPort
 */

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @returns {Settings}
 */
export const readSettings = (root, env) => {
  const data = resolve(root, env.PAGEWRIGHT_DATA || '.pagewright');
  return {
    root,
    data,
    secrets: resolve(root, env.PAGEWRIGHT_SECRETS || join(data, 'secrets')),
    artifacts: resolve(root, env.PAGEWRIGHT_ARTIFACTS_DIR || join(data, 'artifacts')),
    listen: env.PAGEWRIGHT_LISTEN || '127.0.0.1',
    port: readPort(env, 'PAGEWRIGHT_PORT') ?? 4400,
    sitesPort: readPort(env, 'PAGEWRIGHT_SITES_PORT') ?? 4401,
    sitesDomain: env.PAGEWRIGHT_SITES_DOMAIN || 'localhost',
    natsUrl: env.PAGEWRIGHT_NATS_URL || undefined,
    natsPort: readPort(env, 'PAGEWRIGHT_NATS_PORT') || undefined,
  };
};

/**
 * Where the subscribers are kept from which the configuration of the broker that we start is made.
 * @param {string} data
 */
export const subscribersFolder = (data) => join(data, 'nats', 'subscribers');

/**
 * What the programs are told: where things are, never a secret itself.
 * @param {Settings} settings
 * @param {{ url?: string, monitorUrl?: string }} broker
 * @returns {Record<string, string>}
 */
export const childEnvironment = (settings, { url, monitorUrl }) => ({
  PAGEWRIGHT_DATA: settings.data,
  PAGEWRIGHT_SECRETS: settings.secrets,
  PAGEWRIGHT_ARTIFACTS_DIR: settings.artifacts,
  PAGEWRIGHT_LISTEN: settings.listen,
  PAGEWRIGHT_PORT: String(settings.port),
  PAGEWRIGHT_SITES_PORT: String(settings.sitesPort),
  PAGEWRIGHT_SITES_DOMAIN: settings.sitesDomain,
  ...(url && { PAGEWRIGHT_NATS_URL: url }),
  ...(monitorUrl && { PAGEWRIGHT_NATS_MONITOR_URL: monitorUrl }),
  ...(!settings.natsUrl && { PAGEWRIGHT_NATS_SUBSCRIBERS: subscribersFolder(settings.data) }),
  // Half of a start is compiling what was compiled before.
  NODE_COMPILE_CACHE: join(settings.root, '.pagewright', 'compile-cache'),
});

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} name
 * @returns {number | undefined}
 */
const readPort = (env, name) => {
  const text = env[name];
  if (!text) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) {
    throw new Problem(`${name} is '${text}': a port is a whole number up to 65535, and 0 lets the system choose.`);
  }
  return port;
};

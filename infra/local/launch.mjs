import { join } from 'node:path';
import { prepareDataFolder } from './data-folder.mjs';
import { buildHouse } from './house.mjs';
import { MISCONFIGURED } from './keep-running.mjs';
import { processRecord } from './left-over.mjs';
import { ensureNatsServer, toolsFolder } from './nats-find.mjs';
import { demandPort } from './ports.mjs';
import { Problem } from './problem.mjs';
import { ensureSecrets } from './secrets.mjs';
import { readSettings } from './settings.mjs';
import { onShutdownSignals } from './shutdown-signals.mjs';
import { takeStartLock } from './start-lock.mjs';
import { ensureWebApp } from './web-build.mjs';

/**
 * @typedef {object} LaunchOptions
 * @property {string} root the checkout
 * @property {NodeJS.ProcessEnv} env
 * @property {readonly import('./child.mjs').Program[]} programs
 * @property {(line: string) => void} say
 * @property {(line: string) => void} warn
 * @property {boolean} [webApp] whether to see to the web app; yes when left out
 * @property {import('./house.mjs').HouseOptions['delays']} [delays]
 */

/**
 * Runs Pagewright on this machine until it is told to stop, and answers the exit code. What a person can put right is
 * thrown as a Problem.
 * @param {LaunchOptions} options
 * @returns {Promise<number>}
 */
export const launch = async ({ root, env, programs, say, warn, webApp = true, delays = {} }) => {
  const settings = readSettings(root, env);
  const wrong = await wrongVariables(env);
  if (wrong) {
    warn(wrong);
    return MISCONFIGURED;
  }
  await prepareDataFolder(settings.data);
  const lock = await takeStartLock(settings.data);
  process.once('exit', lock.release);
  /** @type {import('./house.mjs').House | undefined} */
  let house;
  const stopListening = onShutdownSignals({
    first: () => {
      if (!house) process.exit(130);
      say('Stopping: what runs is brought to its end (once more to stop at once) …');
      void house.gracefulShutdown();
    },
    second: () => process.exit(130),
  });
  try {
    const record = processRecord(settings.data, warn);
    await record.endLeftOvers(say);
    await ensureSecrets(settings.secrets, { brokerUsers: !settings.natsUrl });
    await demandPorts(settings);
    const natsServer = settings.natsUrl ? undefined : await brokerProgram(root, env, say);
    if (webApp) await ensureWebApp({ root, log: join(settings.data, 'logs', 'web-build.log'), say });
    house = buildHouse({ settings, record, programs, natsServer, env, say, warn, delays });
    process.once('exit', house.forcefulShutdown);
    const opened = await Promise.race([house.open(), house.ended.then(() => undefined)]);
    if (opened) {
      const url = opened.url ?? `http://${settings.listen}:${settings.port}`;
      await lock.tellAddress(url);
      say(`Pagewright is ready at ${url}`);
      if (opened.setupCode) say(`Set-up code for the first account: ${opened.setupCode}`);
      say('Ctrl-C stops it.');
    }
    return await house.ended;
  } catch (raw) {
    await house?.gracefulShutdown();
    throw raw;
  } finally {
    stopListening();
    lock.release();
  }
};

/**
 * What is wrong with the variables of all programs, before any of them is started; undefined when nothing is.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>}
 */
const wrongVariables = async (env) => {
  // Loaded late: the Node that begins may be too old to read TypeScript.
  const { ConfigurationError, readConfiguration, variables } = await import('../configuration/index.ts');
  try {
    readConfiguration(/** @type {import('../configuration/index.ts').VariableName[]} */ (Object.keys(variables)), env);
    return undefined;
  } catch (raw) {
    if (raw instanceof ConfigurationError) return raw.message;
    throw raw;
  }
};

/** @param {import('./settings.mjs').Settings} settings */
const demandPorts = async ({ listen, port, sitesPort }) => {
  if (port === sitesPort && port !== 0) {
    throw new Problem(
      `PAGEWRIGHT_PORT and PAGEWRIGHT_SITES_PORT are both ${port}: the app and the sites need a port each.`,
    );
  }
  await demandPort(port, listen, 'PAGEWRIGHT_PORT');
  await demandPort(sitesPort, listen, 'PAGEWRIGHT_SITES_PORT');
};

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @param {(line: string) => void} say
 */
const brokerProgram = async (root, env, say) => {
  const { path, version } = await ensureNatsServer({ tools: toolsFolder(root, env), env, say });
  say(`nats-server: ${version} at ${path}.`);
  return path;
};

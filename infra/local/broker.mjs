import { readFile, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seldom } from './child-log.mjs';
import { startNats } from './nats-start.mjs';
import { demandPort, portObstacle } from './ports.mjs';
import { readBrokerPasswords } from './secrets.mjs';
import { subscribersFolder } from './settings.mjs';

const HOST = '127.0.0.1';
const LOOK_FOR_ROOM_MS = 2_000;
const ROOM_BYTES = 16 * 1024 * 1024;

/**
 * The embedded broker of a data folder: its ports are chosen once and then kept, so that what was told an address
 * finds it again after a restart.
 * @param {{ settings: import('./settings.mjs').Settings, binary: string, log: NodeJS.WritableStream,
 *   warn: (line: string) => void, onSpawn: (pid: number) => void }} options
 */
export const embeddedBroker = async ({ settings, binary, log, warn, onSpawn }) => {
  const folder = join(settings.data, 'nats');
  const passwords = await readBrokerPasswords(settings.secrets);
  const warnAnew = seldom(warn);
  const remembered = await freePortsOf(folder);
  if (settings.natsPort) await demandPort(settings.natsPort, HOST, 'PAGEWRIGHT_NATS_PORT');
  /** @type {{ port: number, monitorPort: number }} */
  let ports = { ...remembered, ...(settings.natsPort && { port: settings.natsPort }) };
  return {
    /** @returns {Promise<import('./child.mjs').Instance & { url: string, monitorUrl: string }>} */
    start: async () => {
      // While it starts, what it says is the reason why it does not: that is told once, as the failure.
      let started = false;
      let isStuck = false;
      const onStuck = () => {
        if (isStuck) return;
        isStuck = true;
        warn(`${folder} cannot be written to. Make room: the broker is then started again by itself.`);
        void untilRoom(folder, running.exited).then((found) => found && running.kill('SIGTERM'));
      };
      const running = await startNats({
        binary,
        folder,
        passwords,
        subscribers: subscribersFolder(settings.data),
        ownGroup: true,
        onSpawn,
        ...ports,
        onLog: (line) => {
          log.write(`${line}\n`);
          if (!started) return;
          if (isTrouble(line)) warnAnew(line.replace(/^\[\d+\] \S+ \S+ /, ''));
          if (/critical write error/i.test(line)) onStuck();
        },
      });
      started = true;
      ports = { port: running.port, monitorPort: running.monitorPort };
      await writeFile(portsFile(folder), JSON.stringify(ports));
      const { pid, url, monitorUrl, kill } = running;
      return { pid, url, monitorUrl, kill, exited: running.exited.then(toEnding) };
    },
  };
};

/**
 * A stream that could not be written stays shut until the server is started again, even when there is room again.
 * @param {string} folder
 * @param {Promise<unknown>} exited
 * @returns {Promise<boolean>} false when the server has ended first
 */
const untilRoom = async (folder, exited) => {
  const ended = exited.then(() => false);
  for (;;) {
    const pause = new Promise((resolve) => setTimeout(resolve, LOOK_FOR_ROOM_MS).unref()).then(() => true);
    if (!(await Promise.race([pause, ended]))) return false;
    const room = await statfs(folder).then(
      ({ bavail, bsize }) => bavail * bsize,
      () => 0,
    );
    if (room >= ROOM_BYTES) return true;
  }
};

/** @param {string} how */
const toEnding = (how) => ({ code: null, how });

/** @param {string} folder */
const portsFile = (folder) => join(folder, 'ports.json');

/**
 * @param {string} folder
 * @returns {Promise<{ port?: unknown, monitorPort?: unknown }>}
 */
const keptPorts = (folder) =>
  readFile(portsFile(folder), 'utf8')
    .then(JSON.parse)
    .catch(() => ({}));

/**
 * Where the broker of the installation is, whether it runs now or not; undefined where none was ever started.
 * @param {import('./settings.mjs').Settings} settings
 * @returns {Promise<{ url: string, monitorUrl?: string } | undefined>}
 */
export const knownBroker = async (settings) => {
  if (settings.natsUrl) return { url: settings.natsUrl };
  const { port, monitorPort } = await keptPorts(join(settings.data, 'nats'));
  return port ? { url: `nats://${HOST}:${port}`, monitorUrl: `http://${HOST}:${monitorPort}` } : undefined;
};

/**
 * The ports of last time as far as nobody else has taken them; −1 lets the server choose.
 * @param {string} folder
 */
const freePortsOf = async (folder) => {
  const kept = await keptPorts(folder);
  /** @param {unknown} port */
  const ifFree = async (port) =>
    typeof port === 'number' && port > 0 && (await portObstacle(port, HOST)) === undefined ? port : -1;
  return { port: await ifFree(kept.port), monitorPort: await ifFree(kept.monitorPort) };
};

/**
 * The passwords stand in a file that only the owner reads, so the server's advice about them is not passed on.
 * @param {string} line
 */
const isTrouble = (line) => /\[(WRN|ERR|FTL)\]/.test(line) && !/[Pp]laintext passwords/.test(line);

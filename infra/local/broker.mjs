import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startNats } from './nats-start.mjs';
import { demandPort, portObstacle } from './ports.mjs';
import { readBrokerPasswords } from './secrets.mjs';

const HOST = '127.0.0.1';

/**
 * The embedded broker of a data folder: its ports are chosen once and then kept, so that what was told an address
 * finds it again after a restart.
 * @param {{ settings: import('./settings.mjs').Settings, binary: string, log: NodeJS.WritableStream,
 *   warn: (line: string) => void, onSpawn: (pid: number) => void }} options
 */
export const embeddedBroker = async ({ settings, binary, log, warn, onSpawn }) => {
  const folder = join(settings.data, 'nats');
  const passwords = await readBrokerPasswords(settings.secrets);
  const remembered = await freePortsOf(folder);
  if (settings.natsPort) await demandPort(settings.natsPort, HOST, 'PAGEWRIGHT_NATS_PORT');
  /** @type {{ port: number, monitorPort: number }} */
  let ports = { ...remembered, ...(settings.natsPort && { port: settings.natsPort }) };
  return {
    /** @returns {Promise<import('./child.mjs').Instance & { url: string, monitorUrl: string }>} */
    start: async () => {
      // While it starts, what it says is the reason why it does not: that is told once, as the failure.
      let started = false;
      const running = await startNats({
        binary,
        folder,
        passwords,
        ownGroup: true,
        onSpawn,
        ...ports,
        onLog: (line) => {
          log.write(`${line}\n`);
          if (started && isTrouble(line)) warn(line.replace(/^\[\d+\] \S+ \S+ /, ''));
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

/** @param {string} how */
const toEnding = (how) => ({ code: null, how });

/** @param {string} folder */
const portsFile = (folder) => join(folder, 'ports.json');

/**
 * The ports of last time as far as nobody else has taken them; −1 lets the server choose.
 * @param {string} folder
 */
const freePortsOf = async (folder) => {
  /** @type {{ port?: unknown, monitorPort?: unknown }} */
  const kept = await readFile(portsFile(folder), 'utf8')
    .then(JSON.parse)
    .catch(() => ({}));
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

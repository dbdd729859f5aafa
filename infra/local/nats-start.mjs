import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { lineSplitter } from './command.mjs';
import { writeNatsConfig } from './nats-config.mjs';
import { messageOf, Problem } from './problem.mjs';
import { readSubscribers, watchSubscribers } from './subscriber-folder.mjs';

/**
 * @typedef {object} NatsOptions
 * @property {string} binary
 * @property {string} folder holds the store (`jetstream/`), the configuration and the ports file
 * @property {number} [port] -1 (as when left out) lets the server choose
 * @property {number} [monitorPort]
 * @property {string} [host]
 * @property {string} [serverName] a random one when left out, which only a server without a cluster may have
 * @property {import('./nats-config.mjs').NatsClusterConfig} [cluster]
 * @property {'always' | 'default'} [sync] when acknowledged messages reach the disk; 'always' when left out
 * @property {Readonly<Record<import('../nats/rights.mjs').Role, string>>} [passwords]
 * @property {string} [subscribers] folder of the programs of others that may log in; it is watched, and what changes there
 *   is told to the server while it runs
 * @property {string} [extra] more lines of configuration
 * @property {boolean} [ownGroup] whether Ctrl-C in the terminal is to pass it by, because its owner ends it in order
 * @property {(pid: number) => void} [onSpawn] at once, long before it is ready
 * @property {(line: string) => void} [onLog]
 * @property {number} [timeoutMs] how long it may take to get ready; 30 s when left out
 */

/**
 * A broker that runs. `exited` settles when it has ended, by whatever cause.
 * @typedef {object} RunningNats
 * @property {string} url
 * @property {string} monitorUrl
 * @property {number} port
 * @property {number} monitorPort
 * @property {number} pid
 * @property {Promise<string>} exited how it ended, such as 'exit code 1' or 'SIGKILL'
 * @property {(signal: NodeJS.Signals) => void} kill
 * @property {(timeoutMs?: number) => Promise<void>} stop asks it to end, and ends it after the time (10 s)
 */

/** How long the server may take to read its configuration again. */
const RELOAD_MS = 10_000;

/**
 * Starts a nats-server with JetStream and waits until it answers for itself: it has its own ports, its store is open,
 * and acknowledged messages are synced as asked. A server of a cluster waits for none of the others: whether its
 * replicas are current is another question.
 * @param {NatsOptions} options
 * @returns {Promise<RunningNats>}
 */
export const startNats = async ({
  binary,
  folder,
  port = -1,
  monitorPort = -1,
  host,
  serverName = `pagewright-${randomBytes(6).toString('hex')}`,
  cluster,
  sync = 'always',
  passwords,
  subscribers,
  extra,
  ownGroup = false,
  onSpawn = () => {},
  onLog = () => {},
  timeoutMs = 30_000,
}) => {
  const portsFolder = join(folder, 'ports');
  const config = join(folder, 'nats-server.conf');
  await rm(portsFolder, { recursive: true, force: true });
  await mkdir(portsFolder, { recursive: true });
  const storeFolder = join(folder, 'store');
  const configure = async () =>
    writeNatsConfig(config, {
      serverName,
      port,
      monitorPort,
      storeFolder,
      portsFolder,
      sync,
      ...(host !== undefined && { host }),
      ...(cluster && { cluster }),
      ...(passwords && { passwords }),
      ...(subscribers !== undefined && { subscribers: await readSubscribers(subscribers, onLog) }),
      ...(extra !== undefined && { extra }),
    });
  const watched = subscribers === undefined ? undefined : await watchSubscribers(subscribers);
  await configure();
  const child = spawn(binary, ['-c', config], { detached: ownGroup, stdio: ['ignore', 'ignore', 'pipe'] });
  if (child.pid !== undefined) onSpawn(child.pid);
  /** @type {string[]} */
  const tail = [];
  child.stderr.setEncoding('utf8').on(
    'data',
    lineSplitter((line) => {
      tail.push(line);
      if (tail.length > 20) tail.shift();
      onLog(line);
    }),
  );
  let ended = '';
  /** @type {Promise<string>} */
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve((ended = error.message)));
    child.once('exit', (code, signal) => resolve((ended = signal ?? `exit code ${code}`)));
  });
  const deadline = Date.now() + timeoutMs;
  try {
    const ports = await until(() => readPorts(portsFolder, basename(binary), child.pid), {
      deadline,
      ended: () => ended,
    });
    const health = `${ports.monitorUrl}/healthz${cluster ? '?js-enabled-only=true' : ''}`;
    await until(() => answers(ports.monitorUrl, { health, serverName, sync }), { deadline, ended: () => ended });
    // Not before: a server that is just beginning would die of the signal.
    const stopFollowing = watched?.follow(async () => {
      await configure();
      // An account that comes by a reload is not connected to what it imports before the next one (nats-server 2.15.1).
      for (let time = 1; time <= 2; time += 1) await reload(child, ports.monitorUrl, () => ended);
    }, onLog);
    void exited.then(stopFollowing);
    return {
      ...ports,
      pid: child.pid ?? 0,
      exited,
      kill: (signal) => void child.kill(signal),
      stop: async (timeoutMs = 10_000) => {
        child.kill('SIGTERM');
        const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
        await exited;
        clearTimeout(timer);
      },
    };
  } catch (raw) {
    child.kill('SIGKILL');
    await exited;
    throw new Problem(`nats-server did not start: ${reason(tail) ?? messageOf(raw)}`, { cause: raw });
  }
};

/**
 * Has the server read its configuration again, and waits until it has.
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} monitorUrl
 * @param {() => string} ended
 */
const reload = async (child, monitorUrl, ended) => {
  const loadedAt = async () => (await fetchJson(`${monitorUrl}/varz`))?.config_load_time;
  const before = await loadedAt();
  child.kill('SIGHUP');
  const changed = async () => ((await loadedAt()) === before ? undefined : true);
  await until(changed, { deadline: Date.now() + RELOAD_MS, ended });
};

/**
 * @template T
 * @param {() => Promise<T | undefined>} look
 * @param {{ deadline: number, ended: () => string }} limits
 * @returns {Promise<T>}
 */
const until = async (look, { deadline, ended }) => {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (ended()) throw new Error(`it ended at once (${ended()}).`);
    if (Date.now() > deadline) throw new Error('it was not ready in time.');
    await wait(10);
  }
};

/**
 * @param {string} folder
 * @param {string} program
 * @param {number | undefined} pid
 */
const readPorts = async (folder, program, pid) => {
  try {
    const { nats, monitoring } = JSON.parse(await readFile(join(folder, `${program}_${pid}.ports`), 'utf8'));
    const [url, monitorUrl] = [String(nats[0]), String(monitoring[0])];
    return { url, monitorUrl, port: Number(new URL(url).port), monitorPort: Number(new URL(monitorUrl).port) };
  } catch {
    return undefined;
  }
};

/**
 * True once the server behind the port is ready; throws when it is another one or does not sync as asked.
 * @param {string} monitorUrl
 * @param {{ health: string, serverName: string, sync: 'always' | 'default' }} expected
 * @returns {Promise<true | undefined>}
 */
const answers = async (monitorUrl, { health, serverName, sync }) => {
  if ((await fetchJson(health))?.status !== 'ok') return undefined;
  const facts = await fetchJson(`${monitorUrl}/varz`);
  if (facts?.server_name !== serverName) throw new Error('another server answers on its port.');
  if (sync === 'always' && facts.jetstream?.config?.sync_always !== true) {
    throw new Error('it does not sync every message, though it was told to.');
  }
  return true;
};

/**
 * The parts of /healthz and /varz that matter here.
 * @typedef {{ status?: string, server_name?: string, config_load_time?: string, jetstream?: { config?: { sync_always?: boolean } } }} Facts
 */

/**
 * @param {string} url
 * @returns {Promise<Facts | undefined>}
 */
const fetchJson = async (url) => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
    return /** @type {Facts} */ (await response.json());
  } catch {
    return undefined;
  }
};

/**
 * The last line in which the server itself says what is wrong.
 * @param {readonly string[]} tail
 * @returns {string | undefined}
 */
const reason = (tail) => {
  const line =
    tail.findLast((line) => /\[(FTL|ERR)\]/.test(line)) ?? tail.findLast((line) => line.startsWith('nats-server:'));
  return line?.replace(/^.*\[(FTL|ERR)\]\s*/, '').replace(/^nats-server:\s*/, '');
};

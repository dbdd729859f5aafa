import { chmod, copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchByApt } from './nats-fetch-apt.mjs';
import { fetchByRelease } from './nats-fetch-release.mjs';
import { isFitNatsServer, natsServerVersion, OLDEST_NATS_SERVER } from './nats-version.mjs';
import { messageOf, Problem } from './problem.mjs';

/**
 * One way to get the program: puts its files under `work` and answers the path of the binary.
 * `cache` outlives the try. Throws when this way is closed here.
 * @typedef {{ name: string, fetch: (folders: { work: string, cache: string }) => Promise<string> }} Source
 */

/** @type {readonly Source[]} */
const SOURCES = [
  { name: "Debian's package", fetch: fetchByApt },
  { name: 'the release archive', fetch: fetchByRelease },
];

/**
 * Fetches a nats-server into `tools` and answers where it lies. Nothing of the system is touched. Two that fetch at
 * once do no harm: the binary is moved into place whole.
 * @param {string} tools
 * @param {{ say?: (line: string) => void, sources?: readonly Source[] }} [options]
 * @returns {Promise<import('./nats-find.mjs').NatsServerProgram>}
 */
export const fetchNatsServer = async (tools, { say = () => {}, sources = SOURCES } = {}) => {
  const cache = join(tools, 'cache');
  await mkdir(cache, { recursive: true });
  /** @type {string[]} */
  const reasons = [];
  for (const { name, fetch } of sources) {
    const work = await mkdtemp(join(tools, 'fetch-'));
    try {
      say(`Fetching nats-server from ${name} …`);
      return await install(await fetch({ work, cache }), work, tools);
    } catch (raw) {
      reasons.push(`${name}: ${messageOf(raw)}`);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  throw new Problem(
    `nats-server ${OLDEST_NATS_SERVER} or newer was not found and could not be fetched (${reasons.join('; ')}): ` +
      `install it and put it on PATH, or name it in PAGEWRIGHT_NATS_SERVER.`,
  );
};

/**
 * @param {string} binary
 * @param {string} work
 * @param {string} tools
 * @returns {Promise<import('./nats-find.mjs').NatsServerProgram>}
 */
const install = async (binary, work, tools) => {
  await chmod(binary, 0o755);
  const version = await natsServerVersion(binary);
  if (version === undefined) throw new Error('what was fetched does not run here');
  if (!isFitNatsServer(version)) throw new Error(`it has ${version} only`);
  const staged = join(work, 'nats-server.staged');
  await copyFile(binary, staged);
  await chmod(staged, 0o755);
  const path = join(tools, 'nats-server');
  await rename(staged, path);
  return { path, version };
};

import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './command.mjs';
import { OLDEST_NATS_SERVER } from './nats-version.mjs';
import { messageOf } from './problem.mjs';

const RELEASES = 'https://github.com/nats-io/nats-server/releases/download';
/** @type {Readonly<Record<string, string>>} */
const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' };

/**
 * The release archive of exactly OLDEST_NATS_SERVER, checked against the SHA256SUMS file that is published beside it.
 * That proves that the archive arrived whole and is the published one; it does not prove who published it beyond TLS.
 * @param {{ work: string, cache: string }} folders
 * @param {{ base?: string, platform?: string, arch?: string }} [options]
 * @returns {Promise<string>} the binary
 */
export const fetchByRelease = async (
  { work },
  { base = RELEASES, platform = process.platform, arch = process.arch } = {},
) => {
  const name = archiveName(platform, arch);
  const folder = `${base}/v${OLDEST_NATS_SERVER}`;
  const sums = (await get(`${folder}/SHA256SUMS`, 30_000)).toString('utf8');
  const wanted = sums
    .split('\n')
    .map((line) => line.trim().split(/\s+\*?/))
    .find(([, file]) => file === `${name}.tar.gz`)?.[0];
  if (!wanted) throw new Error(`SHA256SUMS does not name ${name}.tar.gz`);
  const archive = await get(`${folder}/${name}.tar.gz`, 300_000);
  const actual = createHash('sha256').update(archive).digest('hex');
  if (actual !== wanted.toLowerCase())
    throw new Error(`${name}.tar.gz has the digest ${actual}, not the published ${wanted}`);
  const file = join(work, 'release.tar.gz');
  await writeFile(file, archive);
  const unpacked = await runCommand('tar', ['-xzf', file, '-C', work, `${name}/nats-server`]);
  if (unpacked.code !== 0) throw new Error(`tar could not unpack it (${unpacked.stderr.trim()})`);
  return join(work, name, 'nats-server');
};

/**
 * @param {string} platform
 * @param {string} arch
 * @returns {string}
 */
const archiveName = (platform, arch) => {
  const cpu = ARCHITECTURES[arch];
  if (!cpu || (platform !== 'linux' && platform !== 'darwin'))
    throw new Error(`there is none for ${platform} on ${arch}`);
  return `nats-server-v${OLDEST_NATS_SERVER}-${platform}-${cpu}`;
};

/**
 * @param {string} url
 * @param {number} timeoutMs
 * @returns {Promise<Buffer>}
 */
const get = async (url, timeoutMs) => {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) }).catch((raw) => {
    throw new Error(`${new URL(url).host} could not be reached (${messageOf(raw.cause ?? raw)})`, { cause: raw });
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
};

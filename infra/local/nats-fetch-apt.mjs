import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.mjs';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const DEFAULT_MIRROR = 'http://deb.debian.org/debian';
const PACKAGE = /^nats-server_.*\.deb$/;

/**
 * The package of Debian's unstable suite (which runs on Debian 12, whose own is too old), taken by an apt that has its
 * own sources, lists and status, so that the system's are left as they are. Works without root. The package file is
 * kept: unstable moves on.
 * @param {{ work: string, cache: string }} folders
 * @returns {Promise<string>} the binary
 */
export const fetchByApt = async ({ work, cache }) => {
  const kept = (await readdir(cache)).filter((name) => PACKAGE.test(name)).toSorted();
  const deb = kept.length > 0 ? join(cache, kept[kept.length - 1] ?? '') : await download(work, cache);
  const files = join(work, 'files');
  const unpacked = await runCommand('dpkg-deb', ['-x', deb, files]);
  if (unpacked.code !== 0) {
    await rm(deb, { force: true });
    throw new Error(`dpkg-deb could not unpack it (${lastLine(unpacked.stderr)})`);
  }
  return join(files, 'usr', 'sbin', 'nats-server');
};

/**
 * @param {string} work
 * @param {string} cache
 * @returns {Promise<string>} the package file in the cache
 */
const download = async (work, cache) => {
  const state = join(work, 'apt');
  for (const folder of ['lists/partial', 'cache/archives/partial', 'etc', 'download']) {
    await mkdir(join(state, folder), { recursive: true });
  }
  await writeFile(join(state, 'status'), '');
  await writeFile(join(state, 'etc', 'unstable.sources'), await unstableSource());
  const options = aptOptions(state);
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  const update = await runCommand('apt-get', [...options, '-qq', 'update'], { env });
  if (update.code === 127) throw new Error('there is no apt-get here');
  const folder = join(state, 'download');
  const got = await runCommand('apt-get', [...options, '-qq', 'download', 'nats-server'], { env, cwd: folder });
  const name = (await readdir(folder)).find((file) => PACKAGE.test(file));
  // `update` exits 0 without a network too, so the download's failure carries its warnings.
  if (got.code !== 0 || !name) throw new Error(`apt-get: ${lastLine(update.stderr + got.stderr)}`);
  await copyFile(join(folder, name), join(cache, name));
  return join(cache, name);
};

/**
 * @param {string} state
 * @returns {string[]}
 */
const aptOptions = (state) =>
  [
    `Dir::State=${state}`,
    `Dir::State::lists=${state}/lists`,
    `Dir::State::status=${state}/status`,
    `Dir::Cache=${state}/cache`,
    'Dir::Etc::sourcelist=/dev/null',
    `Dir::Etc::sourceparts=${state}/etc`,
    'Dir::Etc::preferences=/dev/null',
    'Dir::Etc::preferencesparts=/dev/null',
    'APT::Sandbox::User=',
    'Acquire::Retries=2',
  ].flatMap((option) => ['-o', option]);

/** @returns {Promise<string>} */
const unstableSource = async () => {
  const { mirror, keyring } = await systemMirror();
  return `Types: deb\nURIs: ${mirror}\nSuites: sid\nComponents: main\nSigned-By: ${keyring}\n`;
};

/**
 * The mirror that this system uses for Debian itself, in either of apt's two formats.
 * @returns {Promise<{ mirror: string, keyring: string }>}
 */
const systemMirror = async () => {
  const stanzas = (await readOrEmpty('/etc/apt/sources.list.d/debian.sources')).split(/\n\s*\n/);
  for (const stanza of stanzas) {
    const mirror = /^URIs:\s*(\S+)/m.exec(stanza)?.[1];
    const keyring = /^Signed-By:\s*(\/\S+)/m.exec(stanza)?.[1];
    if (mirror) return { mirror, keyring: keyring ?? KEYRING };
  }
  const line = /^deb\s+(?:\[[^\]]*\]\s+)?(\S+\/debian\/?)\s+\S+\s+.*\bmain\b/m.exec(
    await readOrEmpty('/etc/apt/sources.list'),
  );
  if (!line && !existsSync(KEYRING)) throw new Error('this is no Debian system');
  return { mirror: line?.[1] ?? DEFAULT_MIRROR, keyring: KEYRING };
};

/**
 * @param {string} file
 * @returns {Promise<string>}
 */
const readOrEmpty = (file) => readFile(file, 'utf8').catch(() => '');

/**
 * @param {string} text
 * @returns {string}
 */
const lastLine = (text) => text.trim().split('\n').at(-1) || 'no reason given';

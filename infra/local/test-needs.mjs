import { existsSync } from 'node:fs';
import { runCommand } from './command.mjs';
import { ensureNatsServer, toolsFolder } from './nats-find.mjs';
import { messageOf } from './problem.mjs';

/** @typedef {import('./spec-needs.mjs').Need} Need */

/**
 * One of the programs, and each of the files, tell that the packages are there.
 * @type {Readonly<Record<Exclude<Need, 'nats-server'>,
 *   { programs: readonly string[], files?: readonly string[], packages: readonly string[] }>>}
 */
const PACKAGES = {
  postgresql: { programs: ['/usr/lib/postgresql/15/bin/postgres'], packages: ['postgresql-15'] },
  chromium: {
    programs: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
    packages: ['chromium'],
  },
  nginx: { programs: ['/usr/sbin/nginx', '/usr/bin/nginx'], packages: ['nginx'] },
  'nats-c': {
    programs: ['/usr/bin/cc'],
    files: ['/usr/include/stdio.h', '/usr/include/nats/nats.h', '/usr/include/jansson.h'],
    packages: ['gcc', 'libc6-dev', 'libnats-dev', 'libjansson-dev'],
  },
};

/**
 * Brings what the tests need, where that can be done without asking, and answers why each missing thing is missing.
 * @param {{ root: string, say: (line: string) => void }} options
 * @returns {Promise<{ missing: ReadonlyMap<Need, string>, natsServer: string | undefined }>}
 */
export const bringNeeds = async ({ root, say }) => {
  /** @type {Map<Need, string>} */
  const missing = new Map();
  const natsServer = await ensureNatsServer({ tools: toolsFolder(root), say }).catch((raw) => {
    missing.set('nats-server', messageOf(raw));
    return undefined;
  });
  const absent = absentPackages();
  if (absent.length > 0) {
    const obstacle = await install(absent, say);
    for (const need of absentPackages()) {
      missing.set(
        need,
        `${PACKAGES[need].packages.join(', ')}: not installed (${obstacle ?? 'apt-get put it elsewhere'})`,
      );
    }
  }
  return { missing, natsServer: natsServer?.path };
};

const absentPackages = () => {
  const needs = /** @type {(keyof typeof PACKAGES)[]} */ (Object.keys(PACKAGES));
  return needs.filter((need) => {
    const { programs, files = [] } = PACKAGES[need];
    return !programs.some((program) => existsSync(program)) || !files.every((file) => existsSync(file));
  });
};

/**
 * @param {readonly (keyof typeof PACKAGES)[]} needs
 * @param {(line: string) => void} say
 * @returns {Promise<string | undefined>} what stood in the way
 */
const install = async (needs, say) => {
  if (!existsSync('/etc/debian_version')) return 'this is no Debian system';
  if (process.getuid?.() !== 0) return 'only root may install it';
  const names = needs.flatMap((need) => PACKAGES[need].packages);
  say(`Installing ${names.join(', ')} by apt-get …`);
  // With RUNLEVEL=1 the packages do not start their services: the tests start their own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const lock = ['-o', 'DPkg::Lock::Timeout=400'];
  await runCommand('apt-get', [...lock, '-qq', 'update'], { env });
  const args = [...lock, '-qq', 'install', '-y', '--no-install-recommends', ...names];
  const { code, stderr } = await runCommand('apt-get', args, { env, timeoutMs: 900_000 });
  return code === 0 ? undefined : `apt-get: ${stderr.trim().split('\n').at(-1)}`;
};

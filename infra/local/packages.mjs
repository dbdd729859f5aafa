import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { passThrough } from './pass-through.mjs';
import { Problem } from './problem.mjs';

/**
 * Installs the packages of the lockfile where they are missing or others than it names.
 * @param {string} root
 * @param {(line: string) => void} say
 * @returns {Promise<void>}
 */
export const ensurePackages = async (root, say) => {
  if (await packagesAreCurrent(root)) return;
  say('Packages: installing (about a minute) …');
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await passThrough('npm', args, { cwd: root }).catch(() => 127);
  if (code === 127) throw new Problem('npm is needed to install the packages, and there is none on PATH.');
  if (code !== 0) throw new Problem(`npm ci failed (exit code ${code}): see what it says above, then start again.`);
  say('Packages: installed.');
};

/**
 * Compares the lockfile with the record that npm writes at the end of an installation; one that was broken off has none.
 * @param {string} root
 * @returns {Promise<boolean>}
 */
export const packagesAreCurrent = async (root) => {
  const [wanted, present] = await Promise.all([
    readPackages(join(root, 'package-lock.json')),
    readPackages(join(root, 'node_modules', '.package-lock.json')).catch(() => undefined),
  ]);
  if (!present) return false;
  // Packages for other systems are optional and absent: the ones for this system are looked for where they are used.
  return Object.entries(wanted).every(
    ([path, { version, link, optional }]) =>
      path === '' || optional || (present[path] !== undefined && (link || present[path].version === version)),
  );
};

/**
 * @param {string} file
 * @returns {Promise<Record<string, { version?: string, link?: boolean, optional?: boolean }>>}
 */
const readPackages = async (file) => JSON.parse(await readFile(file, 'utf8')).packages;

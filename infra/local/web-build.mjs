import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { runCommand } from './command.mjs';
import { withOurPrograms } from './node24.mjs';
import { Problem } from './problem.mjs';

/** What the build itself makes is no input of it. */
const MADE = new Set(['node_modules', 'dist', '.svelte-kit', '.turbo', 'openapi.json', 'schema.d.ts']);

/**
 * Builds the web app unless the last build was of the same sources and the same packages.
 * @param {{ root: string, log: string, say: (line: string) => void }} options
 * @returns {Promise<void>}
 */
export const ensureWebApp = async ({ root, log, say }) => {
  const folder = join(root, 'apps', 'web');
  const stamp = join(folder, 'dist', '.built-from');
  const wanted = await digestOf([folder, join(root, 'package-lock.json')], root);
  const built = await readFile(stamp, 'utf8').catch(() => '');
  if (built === wanted && existsSync(join(folder, 'dist', 'index.html'))) return;
  say('Web app: building …');
  const { code, stdout, stderr } = await runCommand('npm', ['run', 'build', '--workspace', '@pagewright/web'], {
    cwd: root,
    env: withOurPrograms(root),
  });
  await writeFile(log, stdout + stderr, { mode: 0o600 });
  if (code !== 0) throw new Problem(`The web app could not be built (exit code ${code}): its log is ${log}.`);
  await writeFile(stamp, wanted);
  say('Web app: built.');
};

/**
 * @param {readonly string[]} paths
 * @param {string} root
 * @returns {Promise<string>} sha256 over names and contents
 */
const digestOf = async (paths, root) => {
  const hash = createHash('sha256');
  for (const file of (await Promise.all(paths.map(filesUnder))).flat().toSorted()) {
    hash.update(`${relative(root, file)}\0`).update(await readFile(file));
  }
  return hash.digest('hex');
};

/**
 * @param {string} path
 * @returns {Promise<string[]>}
 */
const filesUnder = async (path) => {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
  if (!entries) return [path];
  const parts = entries
    .filter(({ name }) => !MADE.has(name))
    .map((entry) => (entry.isDirectory() ? filesUnder(join(path, entry.name)) : [join(path, entry.name)]));
  return (await Promise.all(parts)).flat();
};

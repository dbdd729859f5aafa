import type { FileTree } from '@pagewright/kernel/file-tree';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EvalSite, PackagedSite } from './requests.ts';

const STARTERS = resolve(import.meta.dirname, '../../apps/api/starters');

/** Every file below a folder. */
export const readFolder = async (root: string): Promise<FileTree> => {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = await Promise.all(
    paths
      .toSorted()
      .map(async (path) => [relative(root, path).split(sep).join('/'), new Uint8Array(await readFile(path))] as const),
  );
  return new Map(files.filter(([path]) => !path.split('/').includes('node_modules')));
};

/** The files of the site that some requests are for. */
export const readSite = async (site: EvalSite): Promise<FileTree> =>
  'starter' in site ? readFolder(join(STARTERS, site.starter, 'site')) : readPackagedSite(site);

/** The files of a site that is a package; its version must be the one that the requests were written for. */
const readPackagedSite = async (site: PackagedSite): Promise<FileTree> => {
  const root = packageFolder(site.package);
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  if (version !== site.version)
    throw new Error(`${site.package} is installed as ${version}; its requests are for ${site.version}`);
  return readFolder(join(root, site.folder));
};

const packageFolder = (name: string): string => {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return found;
    if (folder === dirname(folder)) throw new Error(`The package ${name} is not installed`);
  }
};

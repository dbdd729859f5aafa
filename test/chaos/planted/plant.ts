import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { Fault } from './faults.ts';

/** What a run needs of a checkout. */
const ROOMS = ['contexts', 'projections', 'broker', 'apps', 'infra', 'test'];
const FILES = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.base.json', 'turbo.json', '.npmrc'];
const LEFT_OUT = new Set(['node_modules', '.svelte-kit', '.turbo']);

/** The file with the fault in it. @throws Error unless what it replaces stands there exactly once */
export const withFault = (text: string, { name, file, search, replace }: Fault): string => {
  const parts = text.split(search);
  if (parts.length !== 2) {
    throw new Error(
      `"${name}" cannot be planted: ${file} has what it replaces ${parts.length - 1} times. Look how the code does it now, and write that into test/chaos/planted/faults.ts.`,
    );
  }
  return parts.join(replace);
};

/** A copy of the checkout, which shares the packages of others, in the given empty folder. */
export const copyCheckout = async (root: string, folder: string): Promise<void> => {
  for (const room of ROOMS) await copyTree(join(root, room), join(folder, room));
  for (const file of FILES) await cp(join(root, file), join(folder, file));
  const packages = join(folder, 'node_modules');
  await mkdir(packages);
  for (const name of await readdir(join(root, 'node_modules'))) {
    // Our own packages are links from there to the rooms, and must lead to those of the copy.
    if (name === '@pagewright') await cp(join(root, 'node_modules', name), join(packages, name), VERBATIM);
    else await symlink(join(root, 'node_modules', name), join(packages, name));
  }
};

export const plant = async (folder: string, fault: Fault): Promise<void> => {
  const path = join(folder, fault.file);
  await writeFile(path, withFault(await readFile(path, 'utf8'), fault));
};

const VERBATIM = { recursive: true, verbatimSymlinks: true, preserveTimestamps: true } as const;

/** A package that only one room has lies in the room: it is linked, too. */
const copyTree = async (from: string, to: string): Promise<void> => {
  const packages: string[] = [];
  const filter = (source: string): boolean => {
    if (basename(source) === 'node_modules') packages.push(source);
    return !LEFT_OUT.has(basename(source)) && !source.endsWith('test/artifacts');
  };
  await cp(from, to, { ...VERBATIM, filter });
  for (const source of packages) await symlink(source, join(to, relative(from, source)));
};

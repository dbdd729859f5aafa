import { execFile } from 'node:child_process';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { LAWFUL, UNLAWFUL, type Plant } from './plants.ts';

const root = join(import.meta.dirname, '..', '..');
const config = join(root, '.dependency-cruiser.mjs');
const rooms = ['contexts', 'projections', 'broker', 'apps', 'infra', 'test'];
const run = promisify(execFile);

interface Cruise {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

describe('The arrows between the rooms', () => {
  it('hold in this repository, every source file of it looked at', async () => {
    const [{ summary }, sources] = await Promise.all([cruise(root), sourcesOf(root)]);
    expect(summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`)).toEqual([]);
    expect(sources).toBeGreaterThan(40);
    expect(summary.totalCruised).toBeGreaterThanOrEqual(sources);
  });

  it('let a lawful tree pass', async () => {
    await using folder = await plant(LAWFUL);
    expect(namesOf(await cruise(folder.path))).toEqual([]);
  });

  it('each bite on a tree that breaks them, and only where it does', async () => {
    await using folder = await plant([...LAWFUL, ...UNLAWFUL]);
    const expected = UNLAWFUL.flatMap(({ breaks = [], path }) => [breaks].flat().map((rule) => `${path}: ${rule}`));
    expect(namesOf(await cruise(folder.path))).toEqual(expected.toSorted());
  });

  it('are all planted against', async () => {
    const { default: rules } = (await import(config)) as { default: { forbidden: readonly { name: string }[] } };
    expect(new Set(UNLAWFUL.flatMap(({ breaks = [] }) => breaks))).toEqual(
      new Set(rules.forbidden.map(({ name }) => name)),
    );
  });
});

const namesOf = ({ summary }: Cruise): string[] =>
  [...new Set(summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`))].toSorted();

const cruise = async (folder: string): Promise<Cruise> => {
  const program = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');
  const args = [program, '--config', config, '--output-type', 'json', ...rooms];
  // It exits with the number of errors; what it printed tells.
  const { stdout } = await run(process.execPath, args, { cwd: folder, maxBuffer: 256 * 1024 * 1024 }).catch(
    (failed: { stdout?: string; code?: unknown }) => {
      if (!failed.stdout || typeof failed.code !== 'number') throw failed;
      return { stdout: failed.stdout };
    },
  );
  return JSON.parse(stdout) as Cruise;
};

/** A workspace with the plants in it and one empty package for each that they import. */
const plant = async (plants: readonly Plant[]) => {
  const folder = await temporaryFolder('planted');
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder.path, path)), { recursive: true });
    await writeFile(join(folder.path, path), text);
  };
  await write('tsconfig.json', '{ "compilerOptions": { "module": "nodenext", "allowImportingTsExtensions": true } }');
  await write('package.json', '{ "name": "planted", "type": "module" }');
  for (const { path, text } of plants) await write(path, text);
  for (const name of importedPackages(plants)) {
    await write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    await write(`node_modules/${name}/index.js`, '');
  }
  await linkWorkspaces(folder.path, write);
  return folder;
};

const importedPackages = (plants: readonly Plant[]): Set<string> => {
  const names = plants.flatMap(({ text }) =>
    [...text.matchAll(/(?:from|import) '([^'.][^']*)'/g)].map(([, name]) => name),
  );
  return new Set(names.filter((name) => name !== undefined && !/^(node:|@pagewright\/)/.test(name)) as string[]);
};

const linkWorkspaces = async (path: string, write: (path: string, text: string) => Promise<void>): Promise<void> => {
  await mkdir(join(path, 'node_modules', '@pagewright'), { recursive: true });
  const contexts = (await readdir(join(path, 'contexts'))).map((name) => `contexts/${name}`);
  for (const room of [...contexts, 'projections', 'broker']) {
    const name = room.split('/').at(-1) ?? room;
    const exports = {
      '.': './src/index.ts',
      './module': `./src/${name}.module.ts`,
      './adapters/*': './adapters/*/index.ts',
    };
    await write(`${room}/package.json`, JSON.stringify({ name: `@pagewright/${name}`, type: 'module', exports }));
    await symlink(join('..', '..', room), join(path, 'node_modules', '@pagewright', name));
  }
};

const sourcesOf = async (folder: string): Promise<number> => {
  const { stdout } = await run(
    'git',
    ['ls-files', '--', ...rooms.flatMap((room) => [`${room}/**.ts`, `${room}/**.mjs`, `${room}/**.svelte`])],
    {
      cwd: folder,
      maxBuffer: 16 * 1024 * 1024,
    },
  );
  return stdout.split('\n').filter(Boolean).length;
};

import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

const ROOMS = ['contexts', 'projections', 'broker', 'apps', 'infra', 'test'];
const NOT_OURS = new Set(['node_modules', 'dist', 'planted', 'artifacts']);
const IMPORT = /(?:from|import)\s*\(?\s*'(\.[^']+)'/g;

/** The files through which a spec reaches each thing that a machine may not have. */
const DOORS = {
  'nats-server': ['test/support/nats-server.ts', 'infra/local/nats-find.mjs', 'infra/local/launch.int.spec.ts'],
  postgresql: ['test/support/postgres-programs.ts'],
  chromium: ['test/support/chromium.ts'],
  nginx: ['test/support/nginx.ts'],
  'nats-c': ['test/support/c-program.ts'],
};

/** @typedef {keyof typeof DOORS} Need */

/** @type {readonly Need[]} */
export const NEEDS = ['nats-server', 'postgresql', 'chromium', 'nginx', 'nats-c'];

/**
 * The specs of one kind and what each of them reaches by its imports, however far.
 * @param {string} root
 * @param {string} ending such as '.int.spec.ts'
 * @returns {Promise<readonly { file: string, needs: readonly Need[] }[]>}
 */
export const specsWithNeeds = async (root, ending) => {
  const files = (await Promise.all(ROOMS.map((room) => filesUnder(join(root, room))))).flat();
  const specs = files.filter((file) => file.endsWith(ending)).toSorted();
  return Promise.all(
    specs.map(async (spec) => {
      const reached = await reach(spec);
      return {
        file: relative(root, spec),
        needs: NEEDS.filter((need) => DOORS[need].some((door) => reached.has(join(root, door)))),
      };
    }),
  );
};

/**
 * @param {string} from
 * @returns {Promise<Set<string>>}
 */
const reach = async (from) => {
  const seen = new Set([from]);
  // A set that grows while it is gone through is gone through to its end.
  for (const file of seen) {
    const text = await readFile(file, 'utf8').catch(() => '');
    for (const [, path] of text.matchAll(IMPORT)) seen.add(resolve(dirname(file), path ?? ''));
  }
  return seen;
};

/**
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
const filesUnder = async (folder) => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const parts = entries
    // A context's adapters for artifacts are ours: only the tests' own output of that name is not.
    .filter(({ name }) => !NOT_OURS.has(name) || (name === 'artifacts' && !folder.endsWith('test')))
    .map((entry) => (entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)]));
  return (await Promise.all(parts)).flat();
};

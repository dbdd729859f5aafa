import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from './problem.mjs';

const MAJOR = 24;

/** Whether the Node that runs this file is new enough to run our TypeScript as it is. */
export const isNode24 = () => Number(process.versions.node.split('.')[0]) >= MAJOR;

/**
 * The Node to run everything else with: this one if it is new enough, else the one among the packages.
 * @param {string} root
 * @returns {string}
 */
export const node24 = (root) => {
  if (isNode24()) return process.execPath;
  const installed = join(root, 'node_modules', '.bin', 'node');
  if (existsSync(installed)) return installed;
  throw new Problem(
    `Node ${MAJOR} is needed and npm has none for ${process.platform} on ${process.arch}: install it and start again (this is ${process.version}).`,
  );
};

/**
 * The environment in which `node`, `npx` and npm's scripts mean Node 24 and our own programs.
 * @param {string} root
 * @returns {NodeJS.ProcessEnv}
 */
export const withOurPrograms = (root) => ({
  ...process.env,
  PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH ?? ''}`,
});

import { chmod, mkdir, stat, writeFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, messageOf, Problem } from './problem.mjs';

/**
 * Makes the data folder where it is missing, for its owner alone, and finds out whether it can be written to.
 * @param {string} folder
 * @returns {Promise<void>}
 */
export const prepareDataFolder = async (folder) => {
  await makeFolder(folder);
  await chmod(folder, 0o700).catch((raw) => {
    throw broken(folder, messageOf(raw), raw);
  });
  const probe = join(folder, `.probe-${process.pid}`);
  try {
    await writeFile(probe, '');
    await rm(probe);
  } catch (raw) {
    throw broken(folder, codeOf(raw) === 'ENOSPC' ? 'the disk is full' : 'it cannot be written to', raw);
  }
  for (const name of ['secrets', 'logs', 'nats', 'artifacts']) await makeFolder(join(folder, name));
};

/** @param {string} folder */
const makeFolder = async (folder) => {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (raw) {
    const isFile = await stat(folder).then(
      (found) => !found.isDirectory(),
      () => codeOf(raw) === 'ENOTDIR' || codeOf(raw) === 'EEXIST',
    );
    throw broken(folder, isFile ? 'a file stands in its place' : `it cannot be made (${codeOf(raw)})`, raw);
  }
};

/**
 * @param {string} folder
 * @param {string} reason
 * @param {unknown} cause
 */
const broken = (folder, reason, cause) =>
  new Problem(
    `The data folder ${folder} cannot be used: ${reason}. Put that right or name another in PAGEWRIGHT_DATA.`,
    {
      cause,
    },
  );

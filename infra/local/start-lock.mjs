import { rmSync } from 'node:fs';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive, startTimeOf } from './process-identity.mjs';
import { codeOf, Problem } from './problem.mjs';

const SETTLING_MS = 150;

/**
 * @typedef {object} StartLock
 * @property {boolean} takenOver whether the one before was killed and left it behind
 * @property {(url: string) => Promise<void>} tellAddress for the sentence that a second start says
 * @property {() => void} release at once, so that it can be done while the process ends
 */

/**
 * @typedef {import('./process-identity.mjs').ProcessIdentity & { since: string, url?: string }} Holder
 */

/**
 * Takes the data folder for this process, or throws a Problem that names the process that has it. A holder that no
 * longer runs (kill −9, power cut) has left a stale lock, which is taken over.
 * @param {string} folder
 * @returns {Promise<StartLock>}
 */
export const takeStartLock = async (folder) => {
  const file = join(folder, 'start.lock');
  const startTime = await startTimeOf(process.pid);
  if (startTime === undefined) throw new Error('This process cannot find out when it began');
  /** @type {Holder} */
  const mine = { pid: process.pid, startTime, since: new Date().toISOString() };
  let takenOver = false;
  for (;;) {
    if ((await placeNew(file, mine)) && (!takenOver || (await isStillMine(file, mine)))) break;
    takenOver = (await clearStale(file, folder)) || takenOver;
  }
  return {
    takenOver,
    tellAddress: async (url) => rename(await draft(file, { ...mine, url }), file),
    release: () => rmSync(file, { force: true }),
  };
};

/**
 * Another start that had found the same stale lock may just be moving ours aside: it looks and puts it back within
 * moments, unless a third one has been quicker. So look again once they are over.
 * @param {string} file
 * @param {Holder} mine
 * @returns {Promise<boolean>}
 */
const isStillMine = async (file, mine) => {
  await wait(SETTLING_MS);
  return (await readHolder(file))?.pid === mine.pid;
};

/**
 * The lock appears whole or not at all: half of one would look stale to another start.
 * @param {string} file
 * @param {Holder} holder
 * @returns {Promise<boolean>} false when there is one already
 */
const placeNew = async (file, holder) => {
  const written = await draft(file, holder);
  try {
    await link(written, file);
    return true;
  } catch (raw) {
    if (codeOf(raw) === 'EEXIST') return false;
    throw raw;
  } finally {
    await rm(written, { force: true });
  }
};

/**
 * @param {string} file
 * @param {Holder} holder
 * @returns {Promise<string>}
 */
const draft = async (file, holder) => {
  const path = `${file}.${process.pid}.new`;
  await writeFile(path, JSON.stringify(holder), { mode: 0o600 });
  return path;
};

/**
 * Removes the lock of a process that is gone. Two starts may find it stale at once, so it is moved aside first and
 * looked at again: if by then it was the other's new one, it is put back.
 * @param {string} file
 * @param {string} folder
 * @returns {Promise<boolean>}
 */
const clearStale = async (file, folder) => {
  const seen = await readHolder(file);
  if (seen && (await isAlive(seen))) throw alreadyRunning(seen, folder);
  const aside = `${file}.${process.pid}`;
  try {
    await rename(file, aside);
  } catch (raw) {
    if (codeOf(raw) === 'ENOENT') return false;
    throw raw;
  }
  const moved = await readHolder(aside);
  const foreign = moved !== undefined && (await isAlive(moved));
  if (foreign) await link(aside, file).catch(() => {});
  await rm(aside, { force: true });
  return !foreign;
};

/**
 * @param {string} file
 * @returns {Promise<Holder | undefined>}
 */
const readHolder = async (file) => {
  try {
    const holder = JSON.parse(await readFile(file, 'utf8'));
    return Number.isInteger(holder.pid) && typeof holder.startTime === 'string' ? holder : undefined;
  } catch {
    return undefined;
  }
};

/**
 * @param {Holder} holder
 * @param {string} folder
 */
const alreadyRunning = ({ pid, since, url }, folder) =>
  new Problem(
    `Pagewright already runs on ${folder}${url ? ` at ${url}` : ''} (process ${pid} since ${since}): ` +
      `use that one, stop it, or give this one another folder with PAGEWRIGHT_DATA.`,
  );

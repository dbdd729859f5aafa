import { renameSync, writeFileSync } from 'node:fs';
import { link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, startTimeOf } from './process-identity.mjs';
import { codeOf, Problem } from './problem.mjs';

/**
 * @typedef {object} StartLock
 * @property {boolean} takenOver whether the one before was killed and left it behind
 * @property {(url: string) => Promise<void>} tellAddress for the sentence that a second start says
 * @property {() => void} release at once, so that it can be done while the process ends
 */

/** @typedef {import('./process-identity.mjs').ProcessIdentity & { since: string, url?: string }} Holder */
/** @typedef {{ held: true, holder: Holder } | { held: false, released: boolean }} State */

/**
 * Takes the data folder for this process, or throws a Problem that names the process that has it. A holder that no
 * longer runs (kill −9, power cut) has left a stale lock, which is taken over.
 *
 * Each holder has a file of its own, `start-<n>.lock`, and the highest n counts. A file is only ever made with the
 * number after the highest one seen, by a link that fails when it is there already, and nobody removes or changes the
 * highest one but its holder, who marks it as released instead of removing it. So of several that find the same lock
 * stale, one makes the next file; and one that looked so long ago that its number is behind finds a higher one when it
 * looks again, and withdraws.
 * @param {string} folder
 * @returns {Promise<StartLock>}
 */
export const takeStartLock = async (folder) => {
  const startTime = await startTimeOf(process.pid);
  if (startTime === undefined) throw new Error('This process cannot find out when it began');
  /** @type {Holder} */
  const mine = { pid: process.pid, startTime, since: new Date().toISOString() };
  for (;;) {
    const before = await highestIn(folder);
    const state = await stateOf(folder, before);
    if (state.held) throw alreadyRunning(state.holder, folder);
    const number = before + 1;
    const file = fileOf(folder, number);
    if (!(await place(file, mine))) continue;
    if ((await highestIn(folder)) > number) {
      await rm(file, { force: true });
      continue;
    }
    await removeBelow(folder, number);
    return {
      takenOver: before > 0 && !state.released,
      tellAddress: async (url) => {
        await writeFile(draftOf(file), JSON.stringify({ ...mine, url }), { mode: 0o600 });
        await rename(draftOf(file), file);
      },
      release: () => {
        writeFileSync(draftOf(file), JSON.stringify({ released: true }), { mode: 0o600 });
        renameSync(draftOf(file), file);
      },
    };
  }
};

/**
 * @param {string} folder
 * @param {number} number
 */
const fileOf = (folder, number) => join(folder, `start-${number}.lock`);

/** @param {string} file */
const draftOf = (file) => `${file}.${process.pid}`;

/**
 * @param {string} folder
 * @returns {Promise<number[]>}
 */
const numbersIn = async (folder) =>
  (await readdir(folder)).flatMap((name) => /^start-(\d+)\.lock$/.exec(name)?.[1] ?? []).map(Number);

/** @param {string} folder */
const highestIn = async (folder) => Math.max(0, ...(await numbersIn(folder)));

/**
 * @param {string} folder
 * @param {number} number
 * @returns {Promise<State>}
 */
const stateOf = async (folder, number) => {
  const content = await readFile(fileOf(folder, number), 'utf8')
    .then(JSON.parse)
    .catch(() => ({}));
  const isHolder = Number.isInteger(content?.pid) && typeof content.startTime === 'string';
  if (isHolder && (await isAlive(content))) return { held: true, holder: content };
  return { held: false, released: content?.released === true };
};

/**
 * The lock appears whole or not at all: half of one would look stale to another start.
 * @param {string} file
 * @param {Holder} holder
 * @returns {Promise<boolean>} false when there is one already
 */
const place = async (file, holder) => {
  const draft = draftOf(file);
  await writeFile(draft, JSON.stringify(holder), { mode: 0o600 });
  try {
    await link(draft, file);
    return true;
  } catch (raw) {
    if (codeOf(raw) === 'EEXIST') return false;
    throw raw;
  } finally {
    await rm(draft, { force: true });
  }
};

/**
 * @param {string} folder
 * @param {number} number
 */
const removeBelow = async (folder, number) => {
  for (const other of await numbersIn(folder)) {
    if (other < number) await rm(fileOf(folder, other), { force: true });
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

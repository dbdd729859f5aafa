import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { messageOf } from './problem.mjs';
import { isAlive, startTimeOf } from './process-identity.mjs';

const GRACE_MS = 5000;

/** @typedef {import('./process-identity.mjs').ProcessIdentity & { name: string }} Noted */

/**
 * A record of the processes that a start has begun, so that the next one can end them if this one is killed: they hold
 * the ports and the store.
 * @param {string} folder
 * @param {(line: string) => void} warn
 */
export const processRecord = (folder, warn) => {
  const file = join(folder, 'processes.json');
  /** @type {Map<string, Noted>} */
  const noted = new Map();
  let writing = Promise.resolve();
  /**
   * @param {string} name
   * @param {number} pid
   */
  const add = async (name, pid) => {
    const startTime = await startTimeOf(pid);
    if (startTime === undefined) return;
    noted.set(name, { name, pid, startTime });
    await writeFile(`${file}.new`, JSON.stringify([...noted.values()]), { mode: 0o600 });
    await rename(`${file}.new`, file);
  };
  return {
    /**
     * @param {string} name
     * @param {number} pid
     */
    note: (name, pid) =>
      (writing = writing
        .then(() => add(name, pid))
        // Without the note only a kill −9 of the start leaves the process behind: no reason to stop now.
        .catch((raw) => warn(`${name} (process ${pid}) could not be noted in ${file}: ${messageOf(raw)}`))),
    /**
     * Ends what a killed start has left running.
     * @param {(line: string) => void} say
     */
    endLeftOvers: async (say) => {
      // The programs before the broker, since they have last words to say.
      for (const left of (await readNoted(file)).toReversed()) {
        if (!(await isAlive(left))) continue;
        say(`Ending ${left.name} (process ${left.pid}), left over from a start that was killed.`);
        await end(left);
      }
    },
  };
};

/**
 * @param {string} file
 * @returns {Promise<readonly Noted[]>}
 */
const readNoted = async (file) => {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return [];
  }
};

/** @param {Noted} left */
const end = async (left) => {
  process.kill(left.pid, 'SIGTERM');
  const deadline = Date.now() + GRACE_MS;
  while (await isAlive(left)) {
    if (Date.now() > deadline) process.kill(left.pid, 'SIGKILL');
    await wait(50);
  }
};

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SUBSCRIBER_NAME } from '../nats/subscribers.mjs';
import { codeOf, messageOf } from './problem.mjs';

/** @typedef {import('../nats/subscribers.mjs').Subscriber} Subscriber */

const LOOK_MS = 250;
const AGAIN_MS = 5_000;
const HASH = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/;

/**
 * The subscribers of a broker that we start: a file for each, `<name>.json`. One that cannot be read is left out and
 * told: it must not keep the broker down.
 * @param {string} folder
 * @param {(line: string) => void} warn
 * @returns {Promise<readonly Subscriber[]>}
 */
export const readSubscribers = async (folder, warn) => {
  const names = (await entriesOf(folder)).flatMap((entry) => /^(.+)\.json$/.exec(entry)?.[1] ?? []);
  const found = await Promise.all(
    names
      .filter((name) => SUBSCRIBER_NAME.test(name))
      .toSorted()
      .map((name) => readSubscriber(join(folder, `${name}.json`), name, warn)),
  );
  return found.flatMap((subscriber) => subscriber ?? []);
};

/**
 * @param {string} file
 * @param {string} name
 * @param {(line: string) => void} warn
 * @returns {Promise<Subscriber | undefined>}
 */
const readSubscriber = async (file, name, warn) => {
  try {
    const { passwordHash } = JSON.parse(await readFile(file, 'utf8'));
    if (typeof passwordHash !== 'string' || !HASH.test(passwordHash)) throw new Error('passwordHash is no bcrypt hash');
    return { name, passwordHash };
  } catch (raw) {
    if (codeOf(raw) === 'ENOENT') return undefined;
    warn(
      `[WRN] The subscriber ${name} cannot log in, since ${file} cannot be used (${messageOf(raw)}): pagewright subscribers rotate ${name} writes it anew`,
    );
    return undefined;
  }
};

/**
 * A folder whose changes are followed: those since this was called, so that it is called before the folder is read.
 * @param {string} folder
 * @returns {Promise<{ follow: (onChange: () => Promise<void>, warn: (line: string) => void) => () => void }>} what
 *   `follow` answers stops it
 */
export const watchSubscribers = async (folder) => {
  let seen = await changedAt(folder);
  return {
    follow: (onChange, warn) => {
      const look = async () => {
        const now = await changedAt(folder);
        if (now === seen) return LOOK_MS;
        try {
          await onChange();
          seen = now;
          return LOOK_MS;
        } catch (raw) {
          warn(
            `[WRN] The subscribers in ${folder} could not be told to the broker (${messageOf(raw)}), tried again soon`,
          );
          return AGAIN_MS;
        }
      };
      /** @type {NodeJS.Timeout} */
      let timer;
      let stopped = false;
      const lookIn = (/** @type {number} */ ms) => {
        if (!stopped) timer = setTimeout(() => void look().then(lookIn), ms).unref();
      };
      lookIn(LOOK_MS);
      return () => {
        stopped = true;
        clearTimeout(timer);
      };
    },
  };
};

/**
 * Files come, go and are replaced by others, each of which the folder's own time tells.
 * @param {string} folder
 */
const changedAt = async (folder) =>
  stat(folder, { bigint: true }).then(
    ({ mtimeNs }) => mtimeNs,
    () => undefined,
  );

/** @param {string} folder */
const entriesOf = async (folder) => {
  try {
    return await readdir(folder);
  } catch (raw) {
    if (codeOf(raw) === 'ENOENT') return [];
    throw raw;
  }
};

import { messageOf } from './problem.mjs';

/** EX_CONFIG of sysexits.h: the program was told something wrong, and would be told the same again. */
export const MISCONFIGURED = 78;

/** @typedef {import('./child.mjs').Instance} Instance */

/**
 * @typedef {object} KeepOptions
 * @property {string} name
 * @property {() => Promise<Instance>} start
 * @property {(line: string) => void} warn
 * @property {() => void} onMisconfigured it ended with code 78, has said why, and is not started again
 * @property {number} [firstDelayMs] before the first new start: 1 s when left out, doubled each time
 * @property {number} [longestDelayMs] 30 s when left out
 * @property {number} [settledMs] a program that ran this long has its delay set back: 60 s when left out
 */

/**
 * @typedef {object} Kept
 * @property {string} name
 * @property {Promise<void>} promise settles when it runs no more and will not be started again
 * @property {(graceMs: number) => Promise<void>} gracefulShutdown SIGTERM, and SIGKILL after the grace
 * @property {() => void} forcefulShutdown SIGKILL, now
 */

/**
 * Keeps a program running.
 *
 * starting: `start` is under way; if it throws, as if the program had died at once.
 * running:  until the program ends. Asked to, or with 78: ended. Else: waiting.
 * waiting:  for the delay, which doubles with every death and is set back by a long life; then starting.
 * ended:    for good. A shutdown leads here from any mode; twice is once.
 * @param {KeepOptions} options
 * @returns {Kept}
 */
export const keepRunning = ({
  name,
  start,
  warn,
  onMisconfigured,
  firstDelayMs = 1000,
  longestDelayMs = 30_000,
  settledMs = 60_000,
}) => {
  /** @type {Instance | undefined} */
  let instance;
  let stopping = false;
  let wake = () => {};

  const run = async () => {
    let delay = firstDelayMs;
    for (;;) {
      if (stopping) return;
      const began = performance.now();
      const { code, how } = await liveOnce();
      if (stopping) return;
      if (code === MISCONFIGURED) return onMisconfigured();
      if (performance.now() - began >= settledMs) delay = firstDelayMs;
      warn(`${name} ended (${how}): it is started again in ${delay / 1000} s.`);
      await pause(delay);
      delay = Math.min(delay * 2, longestDelayMs);
    }
  };

  const liveOnce = async () => {
    try {
      instance = await start();
    } catch (raw) {
      return { code: null, how: messageOf(raw) };
    }
    // The shutdown may have been asked for while it was starting.
    if (stopping) instance.kill('SIGTERM');
    const ending = await instance.exited;
    instance = undefined;
    return ending;
  };

  /** @param {number} ms */
  const pause = (ms) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
    });

  const promise = run();
  return {
    name,
    promise,
    gracefulShutdown: async (graceMs) => {
      stopping = true;
      wake();
      instance?.kill('SIGTERM');
      const timer = setTimeout(() => {
        warn(`${name} did not end within ${graceMs / 1000} s and is killed.`);
        instance?.kill('SIGKILL');
      }, graceMs);
      await promise;
      clearTimeout(timer);
    },
    forcefulShutdown: () => {
      stopping = true;
      wake();
      instance?.kill('SIGKILL');
    },
  };
};

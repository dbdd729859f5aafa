import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a program in this one's place: same terminal, signals handed on, and its exit code answered (128 + n for a
 * signal). The program sees `disconnect` on its channel when this process is killed, so that it does not stay behind.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, channel?: boolean }} [options]
 * @returns {Promise<number>}
 */
export const passThrough = (file, args, { cwd, env = process.env, channel = false } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      env,
      stdio: channel ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    });
    const handOn = SIGNALS.map((signal) => {
      const listener = () => void child.kill(signal);
      process.on(signal, listener);
      return () => process.off(signal, listener);
    });
    const finish = () => handOn.forEach((off) => off());
    child.once('error', (error) => {
      finish();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      finish();
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });

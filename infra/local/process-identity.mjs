import { readFile } from 'node:fs/promises';
import { runCommand } from './command.mjs';

/**
 * When a process began, as text to be compared: with the pid it names one process for ever, though pids come again.
 * Undefined when no such process runs.
 * @param {number} pid
 * @returns {Promise<string | undefined>}
 */
export const startTimeOf = async (pid) => {
  if (process.platform !== 'linux') {
    const { code, stdout } = await runCommand('ps', ['-o', 'lstart=', '-p', String(pid)], { timeoutMs: 5000 });
    return code === 0 ? stdout.trim() : undefined;
  }
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ]);
    // The second field is the program's name in brackets and may itself hold brackets and blanks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, ticks] = [fields[0], fields[19]];
    return state === 'Z' ? undefined : `${boot.trim()}:${ticks}`;
  } catch {
    return undefined;
  }
};

/** @typedef {{ pid: number, startTime: string }} ProcessIdentity */

/**
 * @param {ProcessIdentity} identity
 * @returns {Promise<boolean>}
 */
export const isAlive = async ({ pid, startTime }) => (await startTimeOf(pid)) === startTime;

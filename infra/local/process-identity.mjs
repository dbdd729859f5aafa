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
    const ticks = ticksOfLiving(stat);
    return ticks && `${boot.trim()}:${ticks}`;
  } catch {
    return undefined;
  }
};

/**
 * When the process of a line of /proc/<pid>/stat (proc_pid_stat(5)) began, in clock ticks since boot; undefined when it
 * only waits to be asked after. A dead first thread is not the whole process: ports are held until the last one ends.
 * @param {string} stat
 * @returns {string | undefined}
 */
export const ticksOfLiving = (stat) => {
  // The second field is the program's name in brackets and may itself hold brackets and blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, threads, ticks] = [fields[0], Number(fields[17]), fields[19]];
  return state === 'Z' && threads <= 1 ? undefined : ticks;
};

/** @typedef {{ pid: number, startTime: string }} ProcessIdentity */

/**
 * @param {ProcessIdentity} identity
 * @returns {Promise<boolean>}
 */
export const isAlive = async ({ pid, startTime }) => (await startTimeOf(pid)) === startTime;

import { spawn } from 'node:child_process';
import { sortOutput } from './child-log.mjs';

/**
 * A program of ours: what is run for it, and under which name it is spoken of.
 * @typedef {object} Program
 * @property {string} name
 * @property {string} file
 * @property {readonly string[]} args
 */

/**
 * A process that runs.
 * @typedef {object} Instance
 * @property {number} pid
 * @property {Promise<{ code: number | null, how: string }>} exited
 * @property {(signal: NodeJS.Signals) => void} kill
 */

/**
 * Starts a program in a group of its own: Ctrl-C in the terminal reaches the start alone, which then ends the programs
 * in order.
 * @param {Program} program
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, log: NodeJS.WritableStream, warn: (line: string) => void,
 *   onReady: (line: import('./child-log.mjs').ReadyLine) => void }} options
 * @returns {Instance}
 */
export const startChild = ({ file, args }, { cwd, env, log, warn, onReady }) => {
  const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const { stdout, stderr } = sortOutput({ log, warn, onReady });
  child.stdout.setEncoding('utf8').on('data', stdout);
  child.stderr.setEncoding('utf8').on('data', stderr);
  return {
    pid: child.pid ?? 0,
    exited: new Promise((resolve) => {
      child.once('error', (error) => resolve({ code: null, how: error.message }));
      child.once('exit', (code, signal) => resolve({ code, how: signal ?? `exit code ${code}` }));
    }),
    kill: (signal) => void child.kill(signal),
  };
};

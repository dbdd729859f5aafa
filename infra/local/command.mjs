import { spawn } from 'node:child_process';

/**
 * @typedef {object} CommandResult
 * @property {number} code the exit code; 127 when the program does not exist, 124 when it ran out of time
 * @property {string} stdout
 * @property {string} stderr
 */

/**
 * Runs a program to its end and keeps what it printed. It never throws for a failing program: the code tells.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, onLine?: (line: string) => void }} [options]
 * @returns {Promise<CommandResult>}
 */
export const runCommand = (file, args, { cwd, env, timeoutMs = 600_000, onLine } = {}) =>
  new Promise((resolve) => {
    const child = spawn(file, args, { cwd, env: env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    const tell = onLine ? lineSplitter(onLine) : () => {};
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      tell(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
      tell(text);
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 127, stdout, stderr: `${file}: ${error.message}` });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: late ? 124 : (code ?? 1), stdout, stderr });
    });
  });

/**
 * Turns chunks of text into whole lines; an unfinished line waits for its end.
 * @param {(line: string) => void} onLine
 * @returns {(text: string) => void}
 */
export const lineSplitter = (onLine) => {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line.replace(/\r$/, ''));
  };
};

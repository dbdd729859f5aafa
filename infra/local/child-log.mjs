import { createWriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { lineSplitter } from './command.mjs';

const FULL_BYTES = 10 * 1024 * 1024;
/** Of pino's scale. */
const WARNING = 40;
/** The same warning is shown once in this time: an outage has a line for each request, and the log has them all. */
const REPEAT_MS = 10_000;
const REMEMBERED = 100;

/**
 * The one line that a program prints when it serves.
 * @typedef {{ pagewright: 'ready', role: string, url?: string, setupCode?: string }} ReadyLine
 */

/**
 * Opens a log to be added to; one that has grown past 10 MB is put aside first, in place of the one put aside before.
 * @param {string} file
 * @returns {Promise<import('node:fs').WriteStream>}
 */
export const openLog = async (file) => {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > FULL_BYTES) await rename(file, `${file}.1`);
  return createWriteStream(file, { flags: 'a', mode: 0o600 });
};

/**
 * Sorts what a program prints: all of it goes to the log, what asks for a person's eye is warned of, and the ready
 * line is told.
 * @param {{ log: NodeJS.WritableStream, warn: (line: string) => void, onReady: (line: ReadyLine) => void,
 *   now?: () => number }} options
 * @returns {{ stdout: (text: string) => void, stderr: (text: string) => void }}
 */
export const sortOutput = ({ log, warn, onReady, now = () => performance.now() }) => {
  const warnAnew = seldom(warn, now);
  return {
    stdout: lineSplitter((line) => {
      log.write(`${line}\n`);
      const entry = readEntry(line);
      if (entry?.pagewright === 'ready') onReady(/** @type {ReadyLine} */ (entry));
      else if (entry && isWarning(entry.level)) warnAnew(String(entry.msg ?? line));
    }),
    stderr: lineSplitter((line) => {
      log.write(`${line}\n`);
      if (line.trim()) warn(line);
    }),
  };
};

/**
 * Lets the same line through once in ten seconds.
 * @param {(line: string) => void} warn
 * @param {() => number} [now]
 * @returns {(line: string) => void}
 */
export const seldom = (warn, now = () => performance.now()) => {
  /** @type {Map<string, number>} */
  const shown = new Map();
  return (line) => {
    if (now() - (shown.get(line) ?? Number.NEGATIVE_INFINITY) < REPEAT_MS) return;
    if (shown.size >= REMEMBERED) shown.clear();
    shown.set(line, now());
    warn(line);
  };
};

/**
 * @param {string} line
 * @returns {Record<string, unknown> | undefined}
 */
const readEntry = (line) => {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

/** @param {unknown} level */
const isWarning = (level) =>
  typeof level === 'number' ? level >= WARNING : ['warn', 'error', 'fatal'].includes(String(level));

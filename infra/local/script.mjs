import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from './problem.mjs';

/** The checkout. */
export const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** @param {string} line */
export const say = (line) => console.log(line);

/** @param {string} line */
export const warn = (line) => console.error(line);

/**
 * Runs a script's body and ends the process with the code that it answers; a Problem ends it with 1 and its sentence.
 * @param {() => Promise<number>} body
 */
export const runScript = async (body) => {
  // A terminal that was closed takes no more lines; that must not keep what runs from being brought to its end.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  try {
    process.exit(await body());
  } catch (raw) {
    console.error(raw instanceof Problem ? raw.message : raw);
    process.exit(1);
  }
};

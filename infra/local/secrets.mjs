import { randomBytes, randomInt } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROLES } from '../nats/rights.mjs';
import { codeOf, Problem } from './problem.mjs';

/** @typedef {import('../nats/rights.mjs').Role} Role */
/** @typedef {{ readonly make: () => string, readonly shape: RegExp }} Kind */

const base64url = (/** @type {number} */ bytes) => randomBytes(bytes).toString('base64url');
/** No letter or digit that could be read as another. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const group = () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('');

/** @type {Kind} */
const key = { make: () => base64url(32), shape: /^[A-Za-z0-9_-]{43}$/ };
/** @type {Kind} */
const password = { make: () => base64url(24), shape: /^[A-Za-z0-9_-]{32}$/ };
/** @type {Kind} 58 bits: typed once by a person, and useless after the first account. */
const code = { make: () => [group(), group(), group()].join('-'), shape: /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/ };

/**
 * Makes what secrets are missing, each a file for the owner alone, and checks the others: a key that was lost or
 * changed would make sessions, e-mails or the broker's doors unreadable without a word.
 * `jwt-key` and `email-key` are 32 bytes in base64url, `setup-code` is what the first account is made with, and
 * `nats-<role>` are the passwords of the broker's users.
 * @param {string} folder
 * @param {{ brokerUsers: boolean }} options whether the broker is ours and its users are to be made
 * @returns {Promise<void>}
 */
export const ensureSecrets = async (folder, { brokerUsers }) => {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
  } catch (raw) {
    throw new Problem(
      `The folder of secrets ${folder} cannot be used (${codeOf(raw)}): put that right or name another in PAGEWRIGHT_SECRETS.`,
      { cause: raw },
    );
  }
  await ensureSecret(folder, 'jwt-key', key);
  await ensureSecret(folder, 'email-key', key);
  await ensureSecret(folder, 'setup-code', code);
  if (brokerUsers) for (const role of ROLES) await ensureSecret(folder, `nats-${role}`, password);
};

/**
 * The passwords of the broker's users.
 * @param {string} folder
 * @returns {Promise<Record<Role, string>>}
 */
export const readBrokerPasswords = async (folder) => {
  const pairs = await Promise.all(
    ROLES.map(
      async (role) => /** @type {const} */ ([role, (await readFile(join(folder, `nats-${role}`), 'utf8')).trim()]),
    ),
  );
  return /** @type {Record<Role, string>} */ (Object.fromEntries(pairs));
};

/**
 * @param {string} folder
 * @param {string} name
 * @param {Kind} kind
 */
const ensureSecret = async (folder, name, { make, shape }) => {
  const file = join(folder, name);
  const value = await readOrMake(file, make);
  if (!shape.test(value.trim())) {
    throw new Problem(
      `The secret ${file} does not have the shape that it was written with: put the right one back, or remove it to have a new one made (what it protected is then lost).`,
    );
  }
  await chmod(file, 0o600);
};

/**
 * @param {string} file
 * @param {() => string} make
 * @returns {Promise<string>}
 */
const readOrMake = async (file, make) => {
  try {
    return await readFile(file, 'utf8');
  } catch (raw) {
    if (codeOf(raw) !== 'ENOENT')
      throw new Problem(`The secret ${file} cannot be read (${codeOf(raw)}).`, { cause: raw });
  }
  // Written beside and linked into place: a kill in between leaves no half of a secret.
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${make()}\n`, { mode: 0o600 });
  await link(draft, file).catch((raw) => {
    if (codeOf(raw) !== 'EEXIST') throw raw;
  });
  await rm(draft);
  return readFile(file, 'utf8');
};

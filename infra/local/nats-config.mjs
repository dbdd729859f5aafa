import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inboxPrefix, RIGHTS, ROLES } from '../nats/rights.mjs';

const TEMPLATE = new URL('../nats/nats-server.conf.template', import.meta.url);

/**
 * @typedef {object} NatsConfig
 * @property {string} serverName told apart from any other server that may answer on the port
 * @property {number} port -1 lets the server choose
 * @property {number} monitorPort -1 lets the server choose
 * @property {string} storeFolder
 * @property {string} portsFolder where the server says which ports it has
 * @property {'always' | 'default'} sync
 * @property {Readonly<Record<import('../nats/rights.mjs').Role, string>>} [passwords] without them anyone may do anything
 * @property {string} [extra] more lines of configuration, put at the end
 */

/**
 * Writes a server's configuration; only the owner may read it, since it holds the passwords.
 * @param {string} file
 * @param {NatsConfig} config
 * @returns {Promise<void>}
 */
export const writeNatsConfig = async (file, config) => {
  const template = await readFile(TEMPLATE, 'utf8');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, fill(template, config), { mode: 0o600 });
};

/**
 * @param {string} template
 * @param {NatsConfig} config
 * @returns {string}
 */
const fill = (template, { passwords, sync, extra = '', ...values }) => {
  /** @type {Readonly<Record<string, string | number>>} */
  const all = {
    ...values,
    syncInterval: sync === 'always' ? 'always' : '"2m"',
    accounts: passwords ? accounts(passwords) : '',
    extra,
  };
  return template.replace(/\{\{(\w+)\}\}/g, (_, name) => {
    const value = all[name];
    if (value === undefined) throw new Error(`nats-server.conf.template asks for ${name}, which has no value`);
    return String(value);
  });
};

/**
 * @param {Readonly<Record<import('../nats/rights.mjs').Role, string>>} passwords
 * @returns {string}
 */
const accounts = (passwords) => {
  const users = ROLES.map((role) => user(role, passwords[role]));
  return [
    'accounts {',
    `  PW { jetstream: enabled, users: [\n${users.join('\n')}\n  ] }`,
    '  SYS {}',
    '}',
    'system_account: SYS',
  ].join('\n');
};

/**
 * @param {import('../nats/rights.mjs').Role} role
 * @param {string} password
 * @returns {string}
 */
const user = (role, password) => {
  const { publish, subscribe } = RIGHTS[role];
  const permissions = `{ publish: { allow: ${list(publish)} }, subscribe: { allow: ${list([`${inboxPrefix(role)}.>`, ...subscribe])} } }`;
  return `    { user: ${role}, password: ${JSON.stringify(password)}, permissions: ${permissions} }`;
};

/** @param {readonly string[]} subjects */
const list = (subjects) => `[${[...new Set(subjects)].map((subject) => JSON.stringify(subject)).join(', ')}]`;

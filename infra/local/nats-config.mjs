import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { accounts } from '../nats/accounts.mjs';

const TEMPLATE = new URL('../nats/nats-server.conf.template', import.meta.url);

/** @typedef {import('../nats/rights.mjs').Role} Role */

/**
 * How a server finds the others of its cluster. All of them have the same name and password here.
 * @typedef {object} NatsClusterConfig
 * @property {string} name
 * @property {number} port on which the others reach it
 * @property {readonly string[]} routes `host:port` of each server's cluster port, its own among them
 * @property {string} [advertise] `host:port` by which the others are told of it, where that is not the port it listens on
 * @property {string} password whoever knows it is a server of the cluster and may do anything
 */

/**
 * @typedef {object} NatsConfig
 * @property {string} serverName told apart from any other server that may answer on the port; in a cluster it must stay
 *   the same for life, since the others know a replica by it
 * @property {string} [host] address that clients and the other servers of a cluster reach; this machine alone when left out
 * @property {number} port -1 lets the server choose
 * @property {number} monitorPort -1 lets the server choose
 * @property {string} storeFolder
 * @property {string} portsFolder where the server says which ports it has
 * @property {'always' | 'default'} sync
 * @property {Readonly<Record<Role, string>>} [passwords] without them anyone may do anything
 * @property {readonly import('../nats/subscribers.mjs').Subscriber[]} [subscribers] where there are passwords
 * @property {NatsClusterConfig} [cluster] left out for a server of its own
 * @property {string} [extra] more lines of configuration, put at the end
 */

const LOOPBACK = '127.0.0.1';

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
const fill = (template, { passwords, subscribers = [], sync, cluster, host = LOOPBACK, extra = '', ...values }) => {
  /** @type {Readonly<Record<string, string | number>>} */
  const all = {
    ...values,
    host,
    cluster: cluster ? routesOf(cluster, host) : '',
    syncInterval: sync === 'always' ? 'always' : '"2m"',
    accounts: passwords ? accounts(passwords, subscribers) : '',
    extra,
  };
  return template.replace(/\{\{(\w+)\}\}/g, (_, name) => {
    const value = all[name];
    if (value === undefined) throw new Error(`nats-server.conf.template asks for ${name}, which has no value`);
    return String(value);
  });
};

/** The name under which the servers of a cluster greet each other. */
const ROUTE_USER = 'route';

/**
 * @param {NatsClusterConfig} cluster
 * @param {string} host
 * @returns {string}
 */
const routesOf = ({ name, port, routes, advertise, password }, host) => {
  const urls = routes.map((route) => JSON.stringify(`nats://${ROUTE_USER}:${encodeURIComponent(password)}@${route}`));
  return [
    'cluster {',
    `  name: ${JSON.stringify(name)}`,
    `  listen: ${JSON.stringify(`${host}:${port}`)}`,
    // A route is a server: without a password anybody who reaches the port could publish as whom he likes.
    `  authorization { user: ${ROUTE_USER}, password: ${JSON.stringify(password)}, timeout: 2 }`,
    `  routes: [${urls.join(', ')}]`,
    ...(advertise === undefined ? [] : [`  advertise: ${JSON.stringify(advertise)}`]),
    '}',
  ].join('\n');
};

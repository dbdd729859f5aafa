import { inboxPrefix, RIGHTS, ROLES } from './rights.mjs';
import { subscriberAccount, subscriberInbox, subscriberRights, subscriberUser } from './subscribers.mjs';

/** @typedef {import('./rights.mjs').Role} Role */
/** @typedef {import('./rights.mjs').Rights} Rights */
/** @typedef {import('./subscribers.mjs').Subscriber} Subscriber */

/**
 * A user in an account of its own.
 * @typedef {object} Guest
 * @property {string} account
 * @property {string} user
 * @property {string} password as it is, or its bcrypt hash
 * @property {string} inbox
 * @property {Rights} rights
 */

/** The account that holds the streams. Its one user makes them; everybody else reaches in from outside. */
const HOUSE = 'PW';
const SETUP = 'setup';

/**
 * The accounts of a server's configuration.
 * @param {Readonly<Record<Role, string>>} passwords
 * @param {readonly Subscriber[]} subscribers
 * @returns {string}
 */
export const accounts = (passwords, subscribers) => {
  const guests = [
    ...ROLES.filter((role) => role !== SETUP).map((role) => guestOf(role, passwords[role])),
    ...subscribers.map(guestOfSubscriber),
  ];
  return [
    'accounts {',
    `  ${HOUSE} {`,
    '    jetstream: enabled',
    `    users: [\n${user(guestOf(SETUP, passwords[SETUP]))}\n    ]`,
    `    exports: [\n${exportsTo(guests).join('\n')}\n    ]`,
    '  }',
    ...guests.map(guestAccount),
    '  SYS {}',
    '}',
    'system_account: SYS',
  ].join('\n');
};

/**
 * What a subscriber adds to a configuration that somebody else keeps.
 * @param {Subscriber} subscriber
 * @returns {{ exports: string, account: string }} lines for the `exports` of the account PW, and an account for `accounts`
 */
export const subscriberLines = (subscriber) => {
  const guest = guestOfSubscriber(subscriber);
  return { exports: exportsTo([guest]).join('\n'), account: guestAccount(guest) };
};

/**
 * @param {Role} role
 * @param {string} password
 * @returns {Guest}
 */
const guestOf = (role, password) => ({
  account: `${HOUSE}_${role.toUpperCase()}`,
  user: role,
  password,
  inbox: inboxPrefix(role),
  rights: RIGHTS[role],
});

/**
 * @param {Subscriber} subscriber
 * @returns {Guest}
 */
const guestOfSubscriber = ({ name, passwordHash }) => ({
  account: subscriberAccount(name),
  user: subscriberUser(name),
  password: passwordHash,
  inbox: subscriberInbox(name),
  rights: subscriberRights(name),
});

/**
 * What a role says to itself alone, as copies of the API do about read models, does not leave its account.
 * @param {Guest} guest
 */
const inwardsOf = ({ rights }) => new Set(rights.publish.filter((subject) => rights.subscribe.includes(subject)));
/**
 * An account that does not import this one is given all of JetStream's doors by the server, which then say that it has no
 * JetStream, also where it imports a few of them. Whether its user may ask it is said by the user's list.
 */
const FIRST_DOOR = '$JS.API.INFO';
/** @param {Guest} guest */
const askedBy = (guest) =>
  [...new Set([FIRST_DOOR, ...guest.rights.publish])].filter((subject) => !inwardsOf(guest).has(subject));
/** @param {Guest} guest */
const heardBy = (guest) => [...new Set(guest.rights.subscribe)].filter((subject) => !inwardsOf(guest).has(subject));

/** Questions with many answers; the way back of any other is taken down with its one answer. */
const MANY_ANSWERS = /^\$JS\.API\.(CONSUMER\.MSG\.NEXT|DIRECT\.GET)\./;

/**
 * Each subject is open to the accounts that have it on their list and to no other.
 * @param {readonly Guest[]} guests
 */
const exportsTo = (guests) => {
  /** @param {(guest: Guest) => readonly string[]} subjectsOf @param {(subject: string) => string} kind */
  const open = (subjectsOf, kind) =>
    [...new Set(guests.flatMap(subjectsOf))].map((subject) => {
      const importers = guests.filter((guest) => subjectsOf(guest).includes(subject)).map(({ account }) => account);
      return `      { ${kind(subject)}, accounts: ${list(importers)} }`;
    });
  return [
    ...open(askedBy, (subject) => {
      const response = MANY_ANSWERS.test(subject) ? 'stream' : 'singleton';
      return `service: ${JSON.stringify(subject)}, response: ${response}`;
    }),
    ...open(heardBy, (subject) => `stream: ${JSON.stringify(subject)}`),
  ];
};

/** @param {Guest} guest */
const guestAccount = (guest) => {
  /** @param {string} kind @param {readonly string[]} subjects */
  const take = (kind, subjects) =>
    subjects.map((subject) => `      { ${kind}: { account: ${HOUSE}, subject: ${JSON.stringify(subject)} } }`);
  const imports = [...take('service', askedBy(guest)), ...take('stream', heardBy(guest))];
  return [
    `  ${JSON.stringify(guest.account)} {`,
    `    users: [\n${user(guest)}\n    ]`,
    `    imports: [\n${imports.join('\n')}\n    ]`,
    '  }',
  ].join('\n');
};

/**
 * @param {Guest} guest
 * @returns {string}
 */
const user = ({ user: name, password, inbox, rights: { publish, subscribe } }) => {
  const permissions = `{ publish: { allow: ${list(publish)} }, subscribe: { allow: ${list([`${inbox}.>`, ...subscribe])} } }`;
  return `    { user: ${name}, password: ${JSON.stringify(password)}, permissions: ${permissions} }`;
};

/** @param {readonly string[]} subjects */
const list = (subjects) => `[${[...new Set(subjects)].map((subject) => JSON.stringify(subject)).join(', ')}]`;

/**
 * Programs of others that hear the public events: each is a user in an account of its own, as the roles are (decision
 * 0031), and reaches one durable reader of PW_PUBLIC that was made for it. It has no right to make a reader: the filters
 * of one stand in the request's body, where no right is asked about.
 */

/**
 * @typedef {object} Subscriber
 * @property {string} name its durable reader's too
 * @property {string} passwordHash bcrypt: whoever reads the configuration cannot log in by it
 */

export const SUBSCRIBER_NAME = /^[a-z][a-z0-9-]{0,31}$/;

/** @param {string} name */
export const subscriberUser = (name) => `subscriber-${name}`;

/** @param {string} name */
export const subscriberAccount = (name) => `PUBLIC-${name}`;

/** @param {string} name */
export const subscriberInbox = (name) => `_INBOX_${subscriberUser(name)}`;

/**
 * Looks at its own reader, takes from it and acknowledges.
 * @param {string} name
 * @returns {import('./rights.mjs').Rights}
 */
export const subscriberRights = (name) => ({
  publish: [
    `$JS.API.CONSUMER.INFO.PW_PUBLIC.${name}`,
    `$JS.API.CONSUMER.MSG.NEXT.PW_PUBLIC.${name}`,
    `$JS.ACK.PW_PUBLIC.${name}.>`,
  ],
  subscribe: [],
});

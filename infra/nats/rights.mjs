/**
 * Who may do what on the broker: one user per role. A user may publish to exactly the subjects of its list and hear
 * nothing but its own inbox and the subjects named here. JetStream's own doors are subjects too ($JS.API…), so reading a
 * stream, making a consumer and acknowledging are named stream by stream.
 *
 * The streams are in the account PW, and so is `setup`. Every other role has an account of its own that imports the
 * subjects of its list one by one (`accounts.mjs`): within one account, a user can name any subject as
 * the one to answer to, and the broker's answer to a harmless question is then an order to delete a stream, or is stored
 * as somebody's event, with no right of the user's asked about (decision 0031).
 */

/** The users of the broker; `setup` works at start only. */
export const ROLES = /** @type {const} */ (['setup', 'api', 'runner', 'host', 'scheduler', 'publisher', 'analyst']);

/** @typedef {(typeof ROLES)[number]} Role */

/** @typedef {{ readonly publish: readonly string[], readonly subscribe: readonly string[] }} Rights */

/**
 * The prefix of a user's inbox (the client's `inboxPrefix`): the shared default would let users read each other's
 * replies.
 * @param {Role} role
 * @returns {string}
 */
export const inboxPrefix = (role) => `_INBOX_${role}`;

/** @param {string} stream */
const read = (stream) => [
  `$JS.API.STREAM.INFO.${stream}`,
  `$JS.API.STREAM.MSG.GET.${stream}`,
  `$JS.API.DIRECT.GET.${stream}`,
  `$JS.API.DIRECT.GET.${stream}.>`,
];

/**
 * Ordered consumers, made, read, and removed by the client, one after the other.
 * @param {string} stream
 */
const follow = (stream) => [
  ...read(stream),
  `$JS.API.CONSUMER.CREATE.${stream}`,
  `$JS.API.CONSUMER.CREATE.${stream}.>`,
  `$JS.API.CONSUMER.INFO.${stream}.*`,
  `$JS.API.CONSUMER.DELETE.${stream}.*`,
  `$JS.API.CONSUMER.MSG.NEXT.${stream}.*`,
  `$JS.FC.${stream}.>`,
];

/**
 * Work from durables that `setup` has made: no right to make another.
 * @param {string} stream
 */
const work = (stream) => [
  `$JS.API.STREAM.INFO.${stream}`,
  `$JS.API.CONSUMER.INFO.${stream}.*`,
  `$JS.API.CONSUMER.MSG.NEXT.${stream}.*`,
  `$JS.ACK.${stream}.>`,
];

/**
 * One durable alone, for who works on it; work that was given up is taken out of the queue by its worker.
 * @param {string} stream
 * @param {string} durable
 */
const workOn = (stream, durable) => [
  `$JS.API.CONSUMER.INFO.${stream}.${durable}`,
  `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`,
  `$JS.ACK.${stream}.${durable}.>`,
  `$JS.API.STREAM.MSG.DELETE.${stream}`,
];

/** @param {string} bucket */
const bucket = (bucket) => [`$KV.${bucket}.>`, ...read(`KV_${bucket}`)];

const API_INFO = '$JS.API.INFO';

/** What the API and the runner share: both decide commands and append. */
const deciding = [
  API_INFO,
  'pw.events.>',
  'pw.jobs.>',
  'pw.activity.>',
  'pw.logs.>',
  'pw.sched.>',
  // Cancelling a schedule is a message on a due subject that carries the cancellation.
  'pw.due.>',
  'pw.dlq.>',
  ...follow('PW_EVENTS'),
  ...follow('PW_ACTIVITY'),
  ...read('PW_SCHED'),
  ...read('PW_DLQ'),
  '$JS.ACK.PW_EVENTS.>',
  ...bucket('KEYS'),
  // Erasing somebody's key overwrites it on disk.
  '$JS.API.STREAM.MSG.DELETE.KV_KEYS',
  ...bucket('SNAPSHOTS'),
];

/** @type {Readonly<Record<Role, Rights>>} */
export const RIGHTS = {
  setup: { publish: ['$JS.API.>', '$KV.>'], subscribe: [] },
  api: {
    publish: [
      ...deciding,
      'pw.committed.>',
      // An operator asks as the API's user, and the API answers: this never leaves the account.
      'pw.operators.>',
      ...bucket('SESSIONS'),
      // Who works, and which sites are held: looked at, never changed.
      ...read('KV_LOCKS'),
      ...read('PW_JOBS'),
      ...workOn('PW_JOBS', 'clarifications'),
      ...read('PW_LOGS'),
    ],
    subscribe: ['pw.committed.>', 'pw.operators.>'],
  },
  runner: {
    publish: [
      ...deciding,
      ...bucket('LOCKS'),
      ...work('PW_JOBS'),
      '$JS.API.STREAM.MSG.DELETE.PW_JOBS',
      ...read('PW_JOBS'),
    ],
    subscribe: [],
  },
  host: {
    publish: [
      API_INFO,
      'pw.events.deployment.>',
      ...follow('PW_EVENTS'),
      '$KV.SNAPSHOTS.deployment.*',
      '$JS.API.DIRECT.GET.KV_SNAPSHOTS.$KV.SNAPSHOTS.deployment.*',
    ],
    subscribe: [],
  },
  scheduler: {
    publish: [API_INFO, 'pw.jobs.>', 'pw.sched.>', ...work('PW_SCHED'), ...read('PW_SCHED')],
    subscribe: [],
  },
  // Reads and writes nothing; may open sealed text, since whoever has its password has this machine's files too.
  analyst: { publish: [API_INFO, ...follow('PW_EVENTS'), ...read('KV_KEYS')], subscribe: [] },
  publisher: { publish: [API_INFO, 'pagewright.>', ...follow('PW_EVENTS'), ...read('PW_PUBLIC')], subscribe: [] },
};

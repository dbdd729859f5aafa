import { join } from 'node:path';
import { embeddedBroker } from './broker.mjs';
import { openLog } from './child-log.mjs';
import { startChild } from './child.mjs';
import { keepRunning, MISCONFIGURED } from './keep-running.mjs';
import { childEnvironment } from './settings.mjs';

const PROGRAM_GRACE_MS = 10_000;
const BROKER_GRACE_MS = 10_000;
const PATIENCE_MS = 20_000;

/**
 * @typedef {object} HouseOptions
 * @property {import('./settings.mjs').Settings} settings
 * @property {ReturnType<typeof import('./left-over.mjs').processRecord>} record
 * @property {readonly import('./child.mjs').Program[]} programs started one after the other, each when the one before is ready
 * @property {string | undefined} natsServer the broker's program; none when somebody else runs the broker
 * @property {NodeJS.ProcessEnv} env
 * @property {(line: string) => void} say
 * @property {(line: string) => void} warn
 * @property {Partial<Pick<import('./keep-running.mjs').KeepOptions, 'firstDelayMs' | 'longestDelayMs'>>} [delays]
 */

/**
 * The broker and the programs, kept running together.
 * @typedef {object} House
 * @property {() => Promise<{ url: string | undefined, setupCode: string | undefined }>} open starts all; settles when
 *   all are ready, and never when it is shut down before
 * @property {Promise<number>} ended 0 after a shutdown, 78 when a program was misconfigured
 * @property {() => Promise<void>} gracefulShutdown the programs first, then the broker, since they have last words to say
 * @property {() => void} forcefulShutdown
 */

/**
 * @param {HouseOptions} options
 * @returns {House}
 */
export const buildHouse = ({ settings, record, programs, natsServer, env, say, warn, delays = {} }) => {
  /** @type {import('./keep-running.mjs').Kept[]} */
  const kept = [];
  /** @type {import('./keep-running.mjs').Kept | undefined} */
  let broker;
  /** @type {Promise<{ url: string, monitorUrl?: string }> | undefined} */
  let brokerStart;
  let stopping = false;
  // A program that is started while the broker is away would only die again.
  const brokerDoor = door();
  /** @type {(code: number) => void} */
  let settle = () => {};
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => (settle = resolve));

  const close = once(async (/** @type {number} */ code) => {
    stopping = true;
    const ends = kept.map((each) => each.gracefulShutdown(PROGRAM_GRACE_MS));
    brokerDoor.open();
    await Promise.all(ends);
    await brokerStart?.catch(() => {});
    await broker?.gracefulShutdown(BROKER_GRACE_MS);
    settle(code);
  });
  const onMisconfigured = () => void close(MISCONFIGURED);
  /** @param {string} name */
  const warnAs = (name) => (/** @type {string} */ line) => warn(`${name}: ${line}`);

  const startBroker = async (/** @type {string} */ binary) => {
    const name = 'nats-server';
    const log = await openLog(join(settings.data, 'logs', `${name}.log`));
    const { start } = await embeddedBroker({
      settings,
      binary,
      log,
      warn: warnAs(name),
      onSpawn: (pid) => void record.note(name, pid),
    });
    const startOnce = async () => {
      const instance = await start();
      brokerDoor.open();
      void instance.exited.then(brokerDoor.shut);
      return instance;
    };
    // The first start is not retried: what is wrong with a store or a port is said at once.
    const first = await startOnce();
    /** @type {typeof first | undefined} */
    let ready = first;
    broker = keepRunning({
      name,
      warn,
      onMisconfigured,
      ...delays,
      start: async () => {
        if (!ready) {
          const instance = await startOnce();
          say(`${name}: ready again.`);
          return instance;
        }
        const instance = ready;
        ready = undefined;
        return instance;
      },
    });
    say(`Broker: ready at ${first.url}.`);
    return first;
  };

  const startProgram = async (
    /** @type {import('./child.mjs').Program} */ program,
    /** @type {NodeJS.ProcessEnv} */ childEnv,
  ) => {
    const { name } = program;
    const file = join(settings.data, 'logs', `${name}.log`);
    const log = await openLog(file);
    const reminder = setInterval(() => say(`${name}: not ready yet; its log is ${file}.`), PATIENCE_MS);
    // A house that is shut down waits for nobody to get ready.
    void ended.then(() => clearInterval(reminder));
    const ready = await new Promise((/** @type {(line: import('./child-log.mjs').ReadyLine) => void} */ settle) => {
      if (stopping) return;
      let readyBefore = false;
      const onReady = (/** @type {import('./child-log.mjs').ReadyLine} */ line) => {
        if (readyBefore) say(`${name}: ready again.`);
        readyBefore = true;
        settle(line);
      };
      const start = async () => {
        await brokerDoor.opened();
        if (stopping) throw new Error('it is not needed any more');
        const instance = startChild(program, { cwd: settings.root, env: childEnv, log, warn: warnAs(name), onReady });
        await record.note(name, instance.pid);
        return instance;
      };
      kept.push(keepRunning({ name, start, warn, onMisconfigured, ...delays }));
    });
    clearInterval(reminder);
    say(`${name}: ready.`);
    return ready;
  };

  return {
    open: async () => {
      if (!natsServer) brokerDoor.open();
      brokerStart = natsServer ? startBroker(natsServer) : Promise.resolve({ url: settings.natsUrl ?? '' });
      const childEnv = { ...env, ...childEnvironment(settings, await brokerStart) };
      let url;
      let setupCode;
      for (const program of programs) {
        const ready = await startProgram(program, childEnv);
        url ??= ready.url;
        setupCode ??= ready.setupCode;
      }
      return { url, setupCode };
    },
    ended,
    gracefulShutdown: () => close(0),
    forcefulShutdown: () => {
      for (const each of [...kept, ...(broker ? [broker] : [])]) each.forcefulShutdown();
    },
  };
};

/** Shut at first; `opened` settles as soon as it is open. */
const door = () => {
  let { promise, resolve } = Promise.withResolvers();
  return {
    opened: () => promise,
    open: () => resolve(undefined),
    shut: () => void ({ promise, resolve } = Promise.withResolvers()),
  };
};

/**
 * @template A, R
 * @param {(argument: A) => R} action
 * @returns {(argument: A) => R}
 */
const once = (action) => {
  /** @type {{ answer: R } | undefined} */
  let done;
  return (argument) => (done ??= { answer: action(argument) }).answer;
};

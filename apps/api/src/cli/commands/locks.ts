import { createLocks } from '@pagewright/broker';
import { type FencingToken, isToken, type LiveLock } from '@pagewright/kernel';
import { ago } from '../ago.ts';
import { breakLock } from '../../operations/break-lock.ts';
import { operatorsDeeds } from '../audit.ts';
import { defineCommand } from '../command.ts';
import { CliProblem, WrongUsage } from '../errors.ts';
import { JSON_OPTION } from '../shared-options.ts';
import { tableOf } from '../table.ts';

/** A site is named by its id; other locks by their whole key. @throws WrongUsage for what can be neither */
const keyOf = (name: string): string => {
  const key = name.includes('.') ? name : `site.${name}`;
  if (!key.split('.').every(isToken)) {
    throw new WrongUsage(`'${name}' is neither the id of a site nor a lock: pagewright locks list names them`);
  }
  return key;
};

export const locksList = defineCommand({
  path: ['locks', 'list'],
  summary: 'Shows every lock that is held now: sites that are worked on, and runners that are ready',
  options: JSON_OPTION,
  run: async ({ context, options }) => {
    const held = await (await context.openBroker('api')).locks.list();
    if (options.json) {
      for (const lock of held) await context.say(JSON.stringify(lock));
      return;
    }
    if (held.length === 0) return context.say('Nothing is locked, and no runner is ready.');
    const rows = held.map(({ key, holder, token, renewedAt }) => [
      key,
      holder.owner,
      String(token),
      ago(renewedAt),
      holder.purpose,
    ]);
    await context.say(tableOf(['LOCK', 'HOLDER', 'TOKEN', 'RENEWED', 'WHY'], rows));
  },
});

export const locksShow = defineCommand({
  path: ['locks', 'show'],
  summary: 'Shows who holds the lock of a site',
  operands: ['SITE'],
  options: {},
  run: async ({ context, operands: [site = ''] }) => {
    const key = keyOf(site);
    const lock = await (await context.openBroker('api')).locks.inspect(key);
    if (!lock) return context.say(`${key} is free.`);
    await context.say(sentenceOf(lock));
  },
});

/** A lock lives for PAGEWRIGHT_LOCK_TTL of its runner, 15 s unless told; whoever renews it does so well within that. */
const WATCH_MS = 60_000;

export const locksBreak = defineCommand({
  path: ['locks', 'break'],
  summary: 'Frees the lock of a site whose runner is gone',
  operands: ['SITE'],
  details:
    'Without --force it waits until the lock expires by itself, and says so when its holder renews it: he lives then.\n' +
    'With --force it is taken away at once. Whoever had it can change nothing any more: each of his reports carries the\n' +
    'token of his lock, and the site refuses it as soon as another attempt has begun under a greater one. That it was\n' +
    'done is written into the log.',
  options: { force: { type: 'boolean', description: 'Take it away although its holder may live' } },
  run: async ({ context, options, operands: [site = ''] }) => {
    const key = keyOf(site);
    const broker = await context.openBroker('api');
    const parts = {
      locks: broker.locks,
      takeAway: async (name: string, token: FencingToken) =>
        (await createLocks(await context.connect('setup'))).break(name, token),
      record: operatorsDeeds(broker, context.configuration.workspace),
    };
    const broken = await breakLock(parts, {
      key,
      force: options.force ?? false,
      withinMs: WATCH_MS,
      signal: context.signal,
      onWaiting: (lock) => context.remark(`${sentenceOf(lock)} Waiting for it to expire …`),
    });
    switch (broken.outcome) {
      case 'free':
        return context.say(`${key} is free; there is nothing to break.`);
      case 'expired':
        return context.say(`${key} has expired by itself and is free.`);
      case 'taken': {
        const { holder, token } = broken.lock;
        return context.say(
          `The lock ${key} was taken from ${holder.owner}. What it still reports under token ${token} is refused once another attempt has begun.`,
        );
      }
      case 'alive':
        throw new CliProblem(
          `${broken.lock.holder.owner} has just renewed ${key}, so it lives and works: stop its build in the app, or take the lock away with --force`,
        );
      case 'lasting':
        throw new CliProblem(`${key} did not expire within ${WATCH_MS / 1_000} s; take it away with --force`);
      case 'changed':
        throw new CliProblem(
          `${broken.lock.holder.owner} does not hold ${key} any more: look again with pagewright locks show ${site}`,
        );
    }
  },
});

const sentenceOf = ({ key, holder, token, renewedAt }: LiveLock): string =>
  `${key} is held by ${holder.owner} (${holder.purpose}) under token ${token}, renewed ${ago(renewedAt)} ago.`;

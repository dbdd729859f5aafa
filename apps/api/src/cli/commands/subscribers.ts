import { resolve } from 'node:path';
import { createSubscriptions, type SubscriptionStart } from '@pagewright/broker';
import { SUBSCRIBER_NAME } from '@pagewright/infra/nats/subscribers.mjs';
import { publicEvents } from '../../publishing/public-events.ts';
import { type Credentials, credentialsOf, newPassword, newSecretFile } from '../../subscribers/credentials.ts';
import { BrokerDoesNotFollow, subscriberDoor } from '../../subscribers/door.ts';
import { UnknownEvents, wantedEvents, wordsOf } from '../../subscribers/event-words.ts';
import { ago } from '../ago.ts';
import { operatorsDeeds } from '../audit.ts';
import { defineCommand } from '../command.ts';
import type { CliContext } from '../context.ts';
import { CliProblem, WrongUsage } from '../errors.ts';
import { JSON_OPTION } from '../shared-options.ts';
import { tableOf } from '../table.ts';

const OUTPUT_OPTION = {
  output: {
    type: 'string',
    value: 'FILE|-',
    description: 'Where the credentials go; NAME.credentials.json here unless told, - prints them',
  },
} as const;

export const subscribersCreate = defineCommand({
  path: ['subscribers', 'create'],
  summary: 'Lets another program hear public events: makes its login and its place among the events',
  operands: ['NAME'],
  details:
    'A program fetches with these credentials from the one reader that is made for it, acknowledges, and may do nothing\n' +
    'else. The password is written once: who loses it has another made by pagewright subscribers rotate.\n' +
    'Events are named as in docs/asyncapi.json: site/VersionPromoted is its newest version and site/VersionPromoted.v1\n' +
    "that one; 'site/*' is all of a kind and '*/*' all, with what is added later.",
  options: {
    events: {
      type: 'string',
      multiple: true,
      value: 'KIND/TYPE',
      description: 'Which events, several with commas between them or by several options',
    },
    from: {
      type: 'string',
      value: 'new|all|TIME',
      description: 'With which event it begins: those from now on, unless told; they are kept for 30 days',
    },
    ...OUTPUT_OPTION,
  },
  run: async ({ context, options, operands: [name = ''] }) => {
    demandName(name);
    const wanted = readEvents(options.events ?? [], context.configuration.workspace);
    const from = readStart(options.from ?? 'new');
    const subscriptions = await createSubscriptions(await context.connect('setup'));
    const door = subscriberDoor(context.configuration.nats);
    if ((await door.has(name)) || (await subscriptions.find(name))) throw taken(name);
    await using place = await credentialsPlace(context, options.output, name);
    const credentials = credentialsOf(name, newPassword(), context.configuration.nats.url);
    if ((await subscriptions.make({ name, wanted, from })) === 'name-taken') throw taken(name);
    const left = await followed(() => door.admit(credentials));
    if (left === 'name-taken') throw taken(name);
    await place.write(credentials);
    const filters = wanted.map(wordsOf);
    const deed = { name, filters, from: options.from ?? 'new' };
    const broker = await context.openBroker('api');
    await operatorsDeeds(broker, context.configuration.workspace)({ type: 'SubscriberCreated', data: deed });
    for (const line of left) context.remark(line);
    context.remark(`${name} hears ${filters.join(', ')}. ${place.told}`);
  },
});

export const subscribersList = defineCommand({
  path: ['subscribers', 'list'],
  summary: 'Shows the programs of others that hear public events, and how far each has come',
  options: JSON_OPTION,
  run: async ({ context, options }) => {
    const all = await (await createSubscriptions(await context.connect('setup'))).list();
    if (options.json) {
      for (const { wanted, ...each } of all) {
        await context.say(JSON.stringify({ ...each, events: wanted.map(wordsOf) }));
      }
      return;
    }
    if (all.length === 0) return context.say('Nobody hears the public events: pagewright subscribers create NAME …');
    const rows = all.map(({ name, wanted, since, waiting, unacknowledged, lastActive }) => [
      name,
      ago(since),
      String(waiting),
      String(unacknowledged),
      lastActive ? ago(lastActive) : 'never',
      wanted.map(wordsOf).join(', '),
    ]);
    await context.say(tableOf(['NAME', 'SINCE', 'WAITING', 'AT WORK', 'LAST ACK', 'EVENTS'], rows));
  },
});

export const subscribersRotate = defineCommand({
  path: ['subscribers', 'rotate'],
  summary: 'Gives a subscriber another password; the old one is refused, and its place among the events is kept',
  operands: ['NAME'],
  options: OUTPUT_OPTION,
  run: async ({ context, options, operands: [name = ''] }) => {
    demandName(name);
    const subscriptions = await createSubscriptions(await context.connect('setup'));
    if (!(await subscriptions.find(name))) throw unknown(name);
    await using place = await credentialsPlace(context, options.output, name);
    const credentials = credentialsOf(name, newPassword(), context.configuration.nats.url);
    const left = await followed(() => subscriberDoor(context.configuration.nats).readmit(credentials));
    await place.write(credentials);
    const broker = await context.openBroker('api');
    await operatorsDeeds(broker, context.configuration.workspace)({ type: 'SubscriberRotated', data: { name } });
    for (const line of left) context.remark(line);
    context.remark(`${name} has another password. ${place.told}`);
  },
});

export const subscribersRevoke = defineCommand({
  path: ['subscribers', 'revoke'],
  summary: 'Takes a subscriber’s login and its place among the events away, and closes what it has open',
  operands: ['NAME'],
  options: {},
  run: async ({ context, operands: [name = ''] }) => {
    demandName(name);
    const subscriptions = await createSubscriptions(await context.connect('setup'));
    const door = subscriberDoor(context.configuration.nats);
    if (!(await door.has(name)) && !(await subscriptions.find(name))) throw unknown(name);
    // The reader first: without it the login is good for nothing, whatever comes next.
    await subscriptions.end(name);
    const left = await followed(() => door.dismiss(name));
    const broker = await context.openBroker('api');
    await operatorsDeeds(broker, context.configuration.workspace)({ type: 'SubscriberRevoked', data: { name } });
    for (const line of left) context.remark(line);
    await context.say(`${name} hears nothing any more.`);
  },
});

const demandName = (name: string): void => {
  if (SUBSCRIBER_NAME.test(name)) return;
  throw new WrongUsage(
    `'${name}' is no name of a subscriber: a small letter, then up to 31 small letters, digits and hyphens`,
  );
};

const readEvents = (given: readonly string[], workspace: string) => {
  const words = given.flatMap((text) => text.split(',')).map((word) => word.trim());
  if (words.length === 0)
    throw new WrongUsage('--events is missing: name events, such as --events site/VersionPromoted');
  try {
    return wantedEvents(words, { known: publicEvents, workspace });
  } catch (error) {
    if (error instanceof UnknownEvents) throw new CliProblem(`--events: ${error.message}`, { cause: error });
    throw error;
  }
};

const readStart = (text: string): SubscriptionStart => {
  if (text === 'new' || text === 'all') return text;
  const time = new Date(/^\d{4}-\d\d-\d\d/.test(text) ? text : Number.NaN);
  if (!Number.isNaN(time.getTime())) return time;
  throw new WrongUsage(`--from '${text}' is neither new nor all nor a time, such as 2026-01-31T12:00Z`);
};

/** Where the credentials are written, found out before anything is done. @throws CliProblem naming the file */
const credentialsPlace = async (context: CliContext, output: string | undefined, name: string) => {
  const textOf = (credentials: Credentials) => JSON.stringify(credentials, undefined, 2);
  if (output === '-') {
    return {
      told: 'Its credentials were printed and are kept nowhere.',
      write: (credentials: Credentials) => context.say(textOf(credentials)),
      [Symbol.asyncDispose]: async () => undefined,
    };
  }
  const path = resolve(output ?? `${name}.credentials.json`);
  const file = await newSecretFile(path).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'EEXIST' ? 'is there already' : `cannot be made (${cause.code})`;
    throw new CliProblem(`--output: ${path} ${why}; take it away, or name another file`, { cause });
  });
  return {
    told: `Its credentials are in ${path}.`,
    write: (credentials: Credentials) => file.write(`${textOf(credentials)}\n`),
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  };
};

const followed = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BrokerDoesNotFollow) throw new CliProblem(error.message, { cause: error });
    throw error;
  }
};

const taken = (name: string): CliProblem =>
  new CliProblem(
    `There is a subscriber ${name} already: pagewright subscribers rotate ${name} gives it another password, revoke ${name} takes it away`,
  );

const unknown = (name: string): CliProblem =>
  new CliProblem(`There is no subscriber ${name}: pagewright subscribers list names them`);

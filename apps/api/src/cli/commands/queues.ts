import type { Broker } from '@pagewright/broker';
import type { DeadLetter, QueuedItem } from '@pagewright/kernel';
import { QUEUES } from '../../telemetry/house-gauges.ts';
import { ago } from '../ago.ts';
import { recordDeed } from '../audit.ts';
import { columns } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { CliProblem } from '../errors.ts';
import { JSON_OPTION } from '../shared-options.ts';

type Found = { readonly waiting: QueuedItem } | { readonly letter: DeadLetter };

export const queueList = defineCommand({
  path: ['queue', 'list'],
  summary: 'Shows how much work waits, and which work was given up',
  details: `The queues are ${QUEUES.join(', ')}. Work that was given up stays for 90 days.`,
  options: {
    all: { type: 'boolean', description: 'Also letters that were replayed or dropped, and every item that waits' },
    ...JSON_OPTION,
  },
  run: async ({ context, options }) => {
    const { work } = await context.openBroker('api');
    const rows: string[][] = [];
    for (const queue of QUEUES) {
      const [waiting, letters] = [await work.waiting(queue), await work.deadLetters.list(queue)];
      const open = letters.filter(({ state }) => options.all || state === 'waiting');
      if (options.json) {
        for (const item of waiting) await context.say(JSON.stringify({ ...item, state: 'queued' }));
        for (const letter of open) await context.say(JSON.stringify(letter));
        continue;
      }
      const [oldest] = waiting;
      const age = oldest ? `, the oldest for ${ago(oldest.time)}` : '';
      await context.say(`${queue}: ${waiting.length === 0 ? 'nothing waits' : `${waiting.length} waiting${age}`}`);
      if (options.all) rows.push(...waiting.map(({ id, time }) => [id, 'queued', ago(time), '']));
      rows.push(
        ...open.map(({ id, state, time, reason }) => [id, state === 'waiting' ? 'given up' : state, ago(time), reason]),
      );
    }
    if (rows.length > 0) await context.say(`\n${columns([['ITEM', 'STATE', 'SINCE', 'WHY'], ...rows])}`);
  },
});

export const queueShow = defineCommand({
  path: ['queue', 'show'],
  summary: 'Shows an item of a queue or a letter whole',
  operands: ['ITEM'],
  details: 'An item is named as queue list names it: build.4cc91a1e-….812',
  options: {},
  run: async ({ context, operands: [id = ''] }) => {
    const found = await find(await context.openBroker('api'), id);
    await context.say(
      JSON.stringify('letter' in found ? found.letter : { ...found.waiting, state: 'queued' }, undefined, 2),
    );
  },
});

export const queueRetry = defineCommand({
  path: ['queue', 'retry'],
  summary: 'Puts work that was given up back into its queue, with its attempts begun anew',
  operands: ['ITEM'],
  options: {},
  run: async ({ context, operands: [id = ''] }) => {
    const broker = await context.openBroker('api');
    const found = await find(broker, id);
    if ('waiting' in found) throw new CliProblem(`${id} waits in its queue already; there is nothing to retry`);
    if ((await broker.work.deadLetters.replay(id)) !== 'replayed') throw settled(id, found.letter);
    await recordDeed(broker, context.configuration.workspace, { type: 'LetterReplayed', data: { letter: id } });
    await context.say(`${id} is in its queue again.`);
  },
});

export const queueDrop = defineCommand({
  path: ['queue', 'drop'],
  summary: 'Settles work that was given up, or takes an item out of its queue, without doing it',
  operands: ['ITEM'],
  details:
    'A build is not lost by it: the item only says that a site may have builds, and is put again within an hour.',
  options: {},
  run: async ({ context, operands: [id = ''] }) => {
    const broker = await context.openBroker('api');
    const { workspace } = context.configuration;
    const found = await find(broker, id);
    if ('letter' in found) {
      if ((await broker.work.deadLetters.drop(id)) !== 'dropped') throw settled(id, found.letter);
      await recordDeed(broker, workspace, { type: 'LetterDropped', data: { letter: id } });
      return context.say(`${id} is settled and will not be done.`);
    }
    const { queue, itemId: item, sequence } = found.waiting;
    if ((await broker.work.remove(id)) !== 'removed') throw new CliProblem(`${id} was done or taken out meanwhile`);
    await recordDeed(broker, workspace, { type: 'ItemDropped', data: { queue, item, sequence } });
    await context.say(`${id} was taken out of its queue.`);
  },
});

/** @throws CliProblem where there is no such item */
const find = async ({ work }: Pick<Broker, 'work'>, id: string): Promise<Found> => {
  const [queue = ''] = id.split('.');
  if (QUEUES.some((known) => known === queue)) {
    const waiting = (await work.waiting(queue)).find((item) => item.id === id);
    if (waiting) return { waiting };
    const letter = (await work.deadLetters.list(queue)).find((one) => one.id === id);
    if (letter) return { letter };
  }
  throw new CliProblem(`There is no item '${id}': pagewright queue list --all names them`);
};

const settled = (id: string, { state }: DeadLetter): CliProblem =>
  new CliProblem(`${id} was ${state === 'waiting' ? 'settled' : state} before; it stays so`);

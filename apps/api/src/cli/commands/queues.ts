import { QUEUES } from '../../operations/queues.ts';
import { dropItem, findItem, type Item, type ItemOutcome, retryItem } from '../../operations/queue-items.ts';
import { ago } from '../ago.ts';
import { operatorsDeeds } from '../audit.ts';
import { defineCommand } from '../command.ts';
import { CliProblem } from '../errors.ts';
import { JSON_OPTION } from '../shared-options.ts';
import { counted, tableOf } from '../table.ts';

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
      const letters = await work.deadLetters.list(queue);
      const open = letters.filter(({ state }) => options.all || state === 'waiting');
      if (options.json) {
        for await (const item of work.waiting(queue)) await context.say(JSON.stringify({ ...item, state: 'queued' }));
        for (const letter of open) await context.say(JSON.stringify(letter));
        continue;
      }
      const [depth, oldest] = [await work.depth(queue), await work.oldest(queue)];
      const age = oldest ? `, the oldest for ${ago(oldest.time)}` : '';
      await context.say(`${queue}: ${depth === 0 ? 'nothing waits' : `${counted(depth)} waiting${age}`}`);
      if (options.all) for await (const { id, time } of work.waiting(queue)) rows.push([id, 'queued', ago(time), '']);
      rows.push(
        ...open.map(({ id, state, time, reason }) => [id, state === 'waiting' ? 'given up' : state, ago(time), reason]),
      );
    }
    if (rows.length > 0) await context.say(`\n${tableOf(['ITEM', 'STATE', 'SINCE', 'WHY'], rows)}`);
  },
});

export const queueShow = defineCommand({
  path: ['queue', 'show'],
  summary: 'Shows an item of a queue or a letter whole',
  operands: ['ITEM'],
  details: 'An item is named as queue list names it: build.4cc91a1e-….812',
  options: {},
  run: async ({ context, operands: [id = ''] }) => {
    const found = await findItem((await context.openBroker('api')).work, id);
    if (!found) throw unknown(id);
    await context.say(JSON.stringify(found, undefined, 2));
  },
});

export const queueRetry = defineCommand({
  path: ['queue', 'retry'],
  summary: 'Puts work that was given up back into its queue, with its attempts begun anew',
  operands: ['ITEM'],
  options: {},
  run: async ({ context, operands: [id = ''] }) => {
    const broker = await context.openBroker('api');
    const record = operatorsDeeds(broker, context.configuration.workspace);
    demandDone(await retryItem({ work: broker.work, record }, id), id, 'retry');
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
    const record = operatorsDeeds(broker, context.configuration.workspace);
    demandDone(await dropItem({ work: broker.work, record }, id), id, 'drop');
    await context.say(`${id} is settled and will not be done.`);
  },
});

const STATES = {
  queued: 'waits in its queue already',
  waiting: 'was given up again meanwhile',
  replayed: 'was replayed before and stays so',
  dropped: 'was dropped before and stays so',
} as const satisfies Record<Item['state'], string>;

/** @throws CliProblem where nothing was done */
const demandDone = (ended: ItemOutcome, id: string, act: 'retry' | 'drop'): void => {
  if (ended.outcome === 'unknown') throw unknown(id);
  if (ended.outcome === 'not-now') throw new CliProblem(`${id} ${STATES[ended.state]}; there is nothing to ${act}`);
};

const unknown = (id: string): CliProblem =>
  new CliProblem(`There is no item '${id}': pagewright queue list --all names them`);

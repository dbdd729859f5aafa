import type { Recorded } from '@pagewright/kernel';
import { type CauseTree, causeTree } from '../../../log/cause-tree.ts';
import { defineCommand } from '../../command.ts';
import { CliProblem } from '../../errors.ts';
import { type PrintedEvent, printed } from '../../log/event-line.ts';
import type { Filter } from '../../log/filter.ts';
import { type Log, openLog } from '../../log/open-log.ts';
import { type Unsealing, unsealing } from '../../log/sealed-text.ts';
import { JSON_OPTION, OPEN_OPTION } from '../../shared-options.ts';

export const eventsShow = defineCommand({
  path: ['events', 'show'],
  summary: 'Shows one event whole, with what it follows from and what followed from it',
  operands: ['EVENT'],
  details: 'EVENT is the id of an event, as in a link of the app, or a position.',
  options: { ...OPEN_OPTION, ...JSON_OPTION },
  run: async ({ context, operands: [wanted = ''], options }) => {
    const log = await openLog(context);
    const unseal = await unsealing(log.connection, options.open ?? false);
    const event = await find(log, wanted);
    const { correlationId } = event.meta;
    const thread: Recorded[] = [];
    const ofThread: Filter = { scan: {}, matches: (one) => one.attribute('correlationid') === correlationId };
    for await (const one of log.events(ofThread)) thread.push(one);
    const tree = causeTree(thread);
    const shown = await printed(event, unseal);
    if (options.json) return context.say(JSON.stringify({ event: shown, thread: await nested(tree, unseal) }));
    const { data, ...envelope } = shown;
    for (const [name, value] of Object.entries(envelope)) await context.say(`${name.padEnd(16)}  ${value}`);
    await context.say(JSON.stringify(data, undefined, 2));
    await context.say('');
    for (const line of drawn(tree, event.meta.position)) await context.say(line);
  },
});

const find = async (log: Log, wanted: string): Promise<Recorded> => {
  const filter: Filter = /^\d{1,15}$/.test(wanted)
    ? { scan: { after: Number(wanted) - 1, until: Number(wanted) }, matches: () => true }
    : { scan: {}, matches: (event) => event.attribute('id') === wanted };
  for await (const event of log.events(filter)) return event;
  throw new CliProblem(`The log has no event ${wanted}: pagewright events list --json tells the ids`);
};

type Nested = Omit<PrintedEvent, 'data'> & { readonly effects: readonly Nested[] };

const nested = async (trees: readonly CauseTree[], unseal: Unsealing): Promise<readonly Nested[]> =>
  Promise.all(
    trees.map(async ({ event, effects }) => {
      const { data: _data, ...rest } = await printed(event, unseal);
      return { ...rest, effects: await nested(effects, unseal) };
    }),
  );

const drawn = (trees: readonly CauseTree[], asked: number, indent = ''): readonly string[] =>
  trees.flatMap(({ event: { type, meta }, effects }) => [
    `${indent}${meta.position === asked ? '▸' : '·'} ${meta.position} ${type} ${meta.stream} ${meta.time} ${meta.actor}`,
    ...drawn(effects, asked, `${indent}  `),
  ]);

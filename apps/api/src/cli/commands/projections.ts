import { setTimeout as wait } from 'node:timers/promises';
import type { Broker } from '@pagewright/broker';
import { StoreUnavailable } from '@pagewright/kernel';
import { readModels } from '@pagewright/projections';
import {
  type Making,
  type ReadModelsLine,
  type ReadModelView,
  readModelsLine,
} from '../../operators/read-models-line.ts';
import { operatorsDeeds } from '../audit.ts';
import { defineCommand } from '../command.ts';
import type { CliContext } from '../context.ts';
import { CliProblem, WrongUsage } from '../errors.ts';
import { progress } from '../progress.ts';
import { JSON_OPTION } from '../shared-options.ts';
import { counted, tableOf } from '../table.ts';

const NAMES = readModels.map(({ name }) => name);
const LOOK_MS = 1_000;

export const projectionsList = defineCommand({
  path: ['projections', 'list'],
  summary: 'Shows the read models: how far each is, and which are built anew',
  options: JSON_OPTION,
  run: async ({ context, options }) => {
    const views = await readModelsLine((await context.openBroker('api')).operators).list();
    if (views.length === 0) throw nobody();
    if (options.json) {
      for (const view of views) await context.say(JSON.stringify(view));
      return;
    }
    const rows = views.map((view) => [
      view.name,
      String(view.version),
      view.state,
      counted(view.position),
      counted(Math.max(0, view.last - view.position)),
      besideOf(view),
    ]);
    await context.say(tableOf(['NAME', 'VERSION', 'STATE', 'POSITION', 'BEHIND', 'BESIDE'], rows));
    for (const { name, why } of views.filter(({ state }) => state === 'stopped' || state === 'retrying'))
      await context.say(`\n${name}: ${why}`);
  },
});

export const projectionsRebuild = defineCommand({
  path: ['projections', 'rebuild'],
  summary: 'Makes the rows of a read model anew from the log, while those that are there are read',
  operands: ['[NAME]'],
  details:
    `NAME is one of ${NAMES.join(', ')}.\n` +
    'The running API does it, one read model after the other, in a schema of its own; the new rows take the place of the\n' +
    'old ones when they have come as far. It goes on when this command is broken off (Ctrl-C), and after a restart of\n' +
    'the API; --cancel drops what was made. That it was done is written into the log.',
  options: {
    all: { type: 'boolean', description: 'Every read model' },
    cancel: { type: 'boolean', description: 'Drops the rows that are made anew, and keeps those that are read' },
  },
  run: async ({ context, options, operands: [name] }) => {
    const names = namesOf(name, options.all ?? false);
    const broker = await context.openBroker('api');
    const line = readModelsLine(broker.operators);
    if (options.cancel) return cancel(context, broker, line, options.all ? await rebuilding(line) : names);
    const begun = (await line.rebuild(names)) ?? raise(nobody());
    await record(context, broker, 'RebuildBegun', begun);
    await follow(context, line, begun);
  },
});

const namesOf = (name: string | undefined, all: boolean): readonly string[] => {
  if (all && name !== undefined) throw new WrongUsage(`--all means every read model: leave out '${name}', or --all`);
  if (all) return NAMES;
  if (name === undefined) throw new WrongUsage(`NAME is missing: ${NAMES.join(', ')}, or --all`);
  if (!NAMES.includes(name)) throw new WrongUsage(`There is no projection '${name}': ${NAMES.join(', ')}`);
  return [name];
};

const rebuilding = async (line: ReadModelsLine): Promise<readonly string[]> =>
  (await line.list()).filter(({ version, beside }) => beside?.version === version).map(({ name }) => name);

const cancel = async (
  context: CliContext,
  broker: Broker,
  line: ReadModelsLine,
  names: readonly string[],
): Promise<void> => {
  if (names.length === 0) return context.say('Nothing is being rebuilt.');
  const cancelled = (await line.cancel(names)) ?? raise(nobody());
  await record(context, broker, 'RebuildCancelled', cancelled);
  for (const { name } of cancelled)
    await context.say(`The rebuild of ${name} was dropped; its rows stay as they were.`);
};

const record = async (
  { configuration }: CliContext,
  broker: Broker,
  type: 'RebuildBegun' | 'RebuildCancelled',
  makings: readonly Making[],
): Promise<void> => {
  for (const { name: projection, version, generation } of makings)
    await operatorsDeeds(broker, configuration.workspace)({ type, data: { projection, version, generation } });
};

/** Until the rows of all of them are read. @throws CliProblem when one was dropped, or stands */
const follow = async (context: CliContext, line: ReadModelsLine, begun: readonly Making[]): Promise<void> => {
  const beganAt = performance.now();
  const open = new Map(begun.map((making) => [making.name, making]));
  const paces = new Map<string, Pace>();
  let words = '';
  const tell = progress(context.remark, () => words);
  while (open.size > 0) {
    await wait(LOOK_MS, undefined, { signal: context.signal }).catch((error: unknown) => {
      context.remark('The rebuild goes on without this command: pagewright projections list shows how far it is.');
      throw error;
    });
    const views = (await looked(line)).filter(({ name }) => open.has(name));
    if (views.length === 0) words = 'The API is away; the rebuild goes on when it is back.';
    for (const view of views) {
      if (!isDone(view, open.get(view.name))) continue;
      open.delete(view.name);
      const seconds = Math.round((performance.now() - beganAt) / 1_000);
      await context.say(`${view.name} is read from new rows, up to position ${counted(view.position)} (${seconds} s).`);
    }
    const current = views.find(({ name, beside }) => open.has(name) && beside?.state !== 'waiting') ?? views[0];
    if (current && open.has(current.name)) words = wordsOf(current, paces);
    tell(1);
  }
};

const looked = (line: ReadModelsLine): Promise<readonly ReadModelView[]> =>
  line.list().catch((error: unknown) => {
    if (error instanceof StoreUnavailable) return [];
    throw error;
  });

/** @throws CliProblem when it will not come to it */
const isDone = ({ name, generation, version, beside }: ReadModelView, making: Making | undefined): boolean => {
  if (!making || (version === making.version && generation >= making.generation)) return true;
  if (beside?.generation !== making.generation || beside.version !== making.version)
    throw new CliProblem(`The rebuild of ${name} was dropped by somebody else, or by a newer version of it`);
  if (beside.state === 'stopped')
    throw new CliProblem(
      `The rebuild of ${name} stands: ${beside.why}. Put that right and start the API again, or drop it with pagewright projections rebuild ${name} --cancel`,
    );
  return false;
};

/** Where it was first seen, and when. */
interface Pace {
  readonly position: number;
  readonly at: number;
}

const wordsOf = ({ name, beside, last }: ReadModelView, paces: Map<string, Pace>): string => {
  const position = beside?.position ?? 0;
  const now = performance.now();
  const first = paces.get(name) ?? { position, at: now };
  paces.set(name, first);
  const rate = ((position - first.position) * 1_000) / (now - first.at || 1);
  const share = last === 0 ? 100 : Math.floor((position / last) * 100);
  const pace =
    rate > 0 ? `, ${counted(Math.round(rate))} events/s, ${Math.ceil(Math.max(0, last - position) / rate)} s left` : '';
  return `${name}: ${share} % (${counted(position)} of ${counted(last)})${pace}`;
};

const besideOf = ({ beside, last, version }: ReadModelView): string => {
  if (!beside) return '-';
  const what = beside.version === version ? 'rebuild' : `version ${beside.version}`;
  const share = last === 0 ? 100 : Math.floor((beside.position / last) * 100);
  return `${what} ${share} %${beside.state === 'stopped' ? ', stopped' : ''}`;
};

const nobody = (): CliProblem =>
  new CliProblem(
    'No API with the role projections answers: start Pagewright, or look at PAGEWRIGHT_ROLES of its processes',
  );

const raise = (problem: Error): never => {
  throw problem;
};

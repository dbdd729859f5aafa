import { existsSync } from 'node:fs';
import { openFilesystemArtifactStore } from '@pagewright/artifacts/adapters/filesystem';
import { position, type Recorded } from '@pagewright/kernel';
import {
  type Database,
  digestOfRows,
  openDatabase,
  type Projection,
  readModels,
  replayProjection,
  rowsOf,
} from '@pagewright/projections';
import { createSources } from '../../composition/sources.ts';
import { runReducer } from '../log/run-reducer.ts';
import { defineCommand } from '../command.ts';
import type { CliContext } from '../context.ts';
import { CliProblem, WrongUsage } from '../errors.ts';
import { readBound } from '../log/filter.ts';
import { type Log, openLog } from '../log/open-log.ts';
import { positionAt } from '../log/position-at.ts';
import { openSealer, unsealing } from '../log/sealed-text.ts';
import { progress } from '../progress.ts';
import { JSON_OPTION, OPEN_OPTION } from '../shared-options.ts';
import { counted } from '../table.ts';

const NAMES = readModels.map(({ name }) => name).join(', ');

export const replay = defineCommand({
  path: ['replay'],
  summary: 'Plays the log again, into rows of a projection or into a reducer of yours',
  details:
    'Into a projection: rows as they were at that point, in a database of their own while the live one goes on. With\n' +
    'PAGEWRIGHT_DATABASE_URL that is a schema of your PostgreSQL, else one in memory, or in the folder of --into.\n' +
    'Into a script: a module with initialState() and evolve(state, event), and result(state) if it likes.\n' +
    'The hash is the same wherever the same log is played up to the same position.',
  options: {
    to: { type: 'string', value: 'projection', description: 'What it is played into; projection unless told' },
    name: { type: 'string', value: 'NAME', description: `Which projection: ${NAMES}` },
    at: { type: 'string', value: 'POSITION|TIME', description: 'Up to this point, inclusive; the end unless told' },
    script: { type: 'string', value: 'FILE', description: 'A reducer of yours, instead of a projection' },
    into: { type: 'string', value: 'FOLDER', description: 'Keeps the rows in this folder, as a PGlite database' },
    rows: { type: 'boolean', description: 'Prints every row, one JSON object per line' },
    ...OPEN_OPTION,
    ...JSON_OPTION,
  },
  run: async ({ context, options }) => {
    const bound = readBound('at', options.at);
    if (options.to !== undefined && options.to !== 'projection') {
      throw new WrongUsage(`--to '${options.to}' is none: projection`);
    }
    const projection = options.script === undefined ? projectionOf(options.name) : undefined;
    const log = await openLog(context);
    const until = await positionAt(log.connection, bound, context.signal);
    if (!projection) return playScript(context, log, { ...options, until, script: options.script ?? '' });

    const { database, where } = await openTarget(context, projection, until, options.into);
    try {
      await fill(context, log, { database, projection, until });
      const found = await digestOfRows(database.db, projection);
      if (options.rows) {
        for (const { table } of found.tables) {
          for await (const row of rowsOf(database.db, table)) await context.say(JSON.stringify({ table, row }));
        }
      }
      const { name, version } = projection;
      if (options.json) return await context.say(JSON.stringify({ name, version, position: until, ...found, where }));
      await context.say(`${name}, version ${version}, at position ${until}${where === null ? '' : `, in ${where}`}`);
      for (const { table, rows } of found.tables) await context.say(`${table}: ${counted(rows)} rows`);
      await context.say(`sha256 of the rows: ${found.digest}`);
    } finally {
      await database.close();
    }
  },
});

const projectionOf = (name: string | undefined): Projection => {
  const found = readModels.find((projection) => projection.name === name);
  if (found) return found;
  throw new WrongUsage(name === undefined ? `--name is missing: ${NAMES}` : `--name '${name}' is none: ${NAMES}`);
};

const openTarget = async (
  { configuration }: CliContext,
  { name, version }: Projection,
  until: number,
  into: string | undefined,
): Promise<{ readonly database: Database; readonly where: string | null }> => {
  const { databaseUrl: url } = configuration;
  if (into !== undefined) {
    if (existsSync(into)) throw new CliProblem(`${into} is there already: name a folder that is not, in --into`);
    return { database: await openDatabase({ dataDir: into }), where: into };
  }
  if (url === undefined) return { database: await openDatabase({}), where: null };
  const schema = `replay_${name}_v${version}_at_${until}`;
  return { database: await openDatabase({ url, schema, fresh: true, connections: 2 }), where: `schema ${schema}` };
};

const fill = async (
  context: CliContext,
  log: Log,
  { database, projection, until }: { database: Database; projection: Projection; until: number },
): Promise<void> => {
  const artifacts = await openFilesystemArtifactStore(context.configuration.artifacts);
  const kinds = [...new Set(projection.handles.map(({ kind }) => kind))];
  const types = [...new Set(projection.handles.map(({ type }) => type))];
  const events = async function* (): AsyncGenerator<readonly Recorded[]> {
    for await (const piece of log.scan({ scan: { kinds, types, until }, matches: () => true }))
      yield piece.map((event) => event.read(log.catalogue));
  };
  let at = 0;
  const tell = progress(context.remark, () => `position ${counted(at)} of ${counted(until)}`);
  await replayProjection({
    database,
    projection,
    sources: createSources(await openSealer(log.connection), artifacts),
    events: events(),
    until: position(until),
    reached: (to) => {
      at = to;
      tell(1);
    },
  });
};

const playScript = async (
  context: CliContext,
  log: Log,
  { script, until, open, json }: { script: string; until: number; open?: boolean; json?: boolean },
): Promise<void> => {
  const unseal = await unsealing(log.connection, open ?? false);
  const { result, digest } = await runReducer(script, log.events({ scan: { until }, matches: () => true }), unseal);
  if (json) return context.say(JSON.stringify({ position: until, result, digest }));
  await context.say(JSON.stringify(result, undefined, 2));
  await context.say(`sha256 of the result at position ${until}: ${digest}`);
};

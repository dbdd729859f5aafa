import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installProjections, openDatabase, readModels } from '@pagewright/projections';
import type { PostgresServer } from '../../support/postgres-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { filledStore } from '../filled-store.ts';
import type { Bench, BenchContext, Figure, Side } from '../harness/bench.ts';
import { timed } from '../harness/load.ts';
import { programPath } from '../harness/not-measured.ts';
import { profilingEnvironment } from '../harness/profile.ts';
import { DURABLE_POSTGRES, durablePostgres } from '../servers/durable-postgres.ts';
import { DURABLE_NATS, openStand, type Stand } from '../servers/stand.ts';
import { readWholeLog } from './whole-log.ts';

const COPY = 'COPY through a temporary table';
const PLAIN_COPY = 'plain COPY';
/** The one with a row for every event, with an index more than any other; its table has its name. */
const PROJECTION = 'history';
const run = promisify(execFile);

export const rebuild: Bench = {
  id: 'P4',
  name: 'rebuild',
  what: 'stats and exports of the whole log; a read model from it, beside the same rows by COPY',
  run: async (context) => {
    const events = context.quick ? 20_000 : 1_000_000;
    const store = await filledStore({ events, sites: 100 }, context.say);
    const stand = context.stack.use(await openStand({ store }));
    await readWholeLog(context, stand, events);
    const postgres = await context.peer('PostgreSQL', async () => {
      const psql = await programPath('psql', 'postgresql-client-15');
      return { psql, server: context.stack.use(await durablePostgres()) };
    });
    if (!postgres) return;
    const rebuilding = { context, stand, events };
    const url = await postgres.server.createDatabase();
    await rowsOf(rebuilding, url, PROJECTION);
    const peers = await copying(rebuilding, postgres, url);
    const memory: Figure = { name: 'most memory', unit: 'MB', higherIsBetter: false, alone: true };
    const rate = (goals: Figure['goals'] = {}): Figure => ({
      name: 'rate',
      unit: 'events/s',
      higherIsBetter: true,
      goals,
    });
    const variant = (where: string): string =>
      `${PROJECTION} from ${events.toLocaleString('en-GB')} events on ${where}`;
    const inPostgres = {
      name: 'startProjections',
      settings: `in a process of its own; ${DURABLE_POSTGRES}; ${DURABLE_NATS}`,
    };
    const inPGlite = {
      name: 'startProjections',
      settings: `in a process of its own; PGlite in a folder; ${DURABLE_NATS}`,
    };
    const pairs = context.quick ? 1 : context.pairs;

    await context.compare({
      variant: variant('PostgreSQL'),
      figures: [
        rate({
          [COPY]: [
            { of: 'ratio', atLeast: 0.4 },
            { of: 'ours', atLeast: 50_000 },
          ],
        }),
        { ...memory, goals: { startProjections: [{ of: 'ours', atMost: 300 }] } },
      ],
      warmUp: false,
      pairs,
      ours: { ...inPostgres, measure: () => inPostgresql(rebuilding, postgres.server, PROJECTION) },
      peers,
    });
    await context.compare({
      variant: variant('PGlite'),
      figures: [rate({ [COPY]: [{ of: 'ours', atLeast: 15_000 }] }), memory],
      warmUp: false,
      pairs,
      ours: { ...inPGlite, measure: () => inFolder(rebuilding, PROJECTION) },
      peers,
    });
    // What an operator waits for: all of them, each for itself, at the same time.
    const all = 'accounts,sites,versions,builds,history';
    await context.compare({
      variant: `all read models from ${events.toLocaleString('en-GB')} events on PostgreSQL`,
      figures: [{ ...rate(), alone: true }, memory],
      warmUp: false,
      pairs: 1,
      ours: { ...inPostgres, measure: () => inPostgresql(rebuilding, postgres.server, all) },
      peers: [],
    });
  },
};

interface Rebuilding {
  readonly context: BenchContext;
  readonly stand: Stand;
  readonly events: number;
}

const inPostgresql = async (rebuilding: Rebuilding, server: PostgresServer, names: string) => {
  const url = await server.createDatabase();
  try {
    return await rowsOf(rebuilding, url, names);
  } finally {
    await server.dropDatabase(url);
  }
};

const inFolder = async (rebuilding: Rebuilding, names: string) => {
  await using folder = await temporaryFolder('rebuild');
  return rowsOf(rebuilding, join(folder.path, 'pglite'), names);
};

const rowsOf = async ({ context, stand, events }: Rebuilding, database: string, names: string) => {
  const program = join(import.meta.dirname, '../servers/rebuild-rows.ts');
  const { stdout } = await run(process.execPath, [program, stand.server.url, database, names], {
    env: { ...process.env, ...profilingEnvironment(context.profiles) },
  });
  const { seconds, megabytes } = JSON.parse(stdout) as { seconds: number; megabytes: number };
  return { rate: events / seconds, 'most memory': megabytes };
};

/** The rows that we made, out of a file: into a table like ours by way of a temporary one, and straight. */
const copying = async (
  { context, events }: Rebuilding,
  { psql, server }: { readonly psql: string; readonly server: PostgresServer },
  ours: string,
): Promise<readonly Side[]> => {
  const folder = context.stack.use(await temporaryFolder('copy'));
  const file = join(folder.path, `${randomUUID()}.rows`);
  const say = (url: string, ...commands: readonly string[]) =>
    run(psql, [url, '--quiet', '--set=ON_ERROR_STOP=1', ...commands.map((command) => `--command=${command}`)]);
  await say(ours, `\\copy ${PROJECTION} to '${file}'`);
  const url = await server.createDatabase();
  await makeTable(url);
  const side = (name: string, settings: string, ...commands: readonly string[]): Side => ({
    name,
    settings: `the rows of ${events.toLocaleString('en-GB')} events with all indexes, ${settings}; ${DURABLE_POSTGRES}`,
    measure: async () => {
      await say(url, `truncate ${PROJECTION}`);
      const ms = await timed(() => say(url, ...commands));
      return { rate: events / (ms / 1_000) };
    },
  });
  return [
    side(
      COPY,
      'by psql from a file into a temporary table, then insert from it',
      `create temporary table loaded (like ${PROJECTION})`,
      `\\copy loaded from '${file}'`,
      `insert into ${PROJECTION} select * from loaded`,
    ),
    side(PLAIN_COPY, 'by psql from a file', `\\copy ${PROJECTION} from '${file}'`),
  ];
};

/** Makes the table and its indexes as the product does. */
const makeTable = async (url: string): Promise<void> => {
  const database = await openDatabase({ url });
  await installProjections(
    database.db,
    readModels.filter(({ name }) => name === PROJECTION),
  );
  await database.close();
};

import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { openBroker } from '@pagewright/broker';
import { createAggregates, createCatalogue, target } from '@pagewright/kernel';
import { type SiteCommand, siteDecider, siteEventDefinitions, type SiteId, siteStream } from '@pagewright/sites';
import { ada, buildId } from '@pagewright/sites/testing';
import { context } from '../../contracts/ledger.ts';
import { natsServer } from '../../support/nats-server.ts';
import { postgresServer } from '../../support/postgres-server.ts';
import { startProgram } from '../../support/program.ts';
import { compareCounts, type Counts, recount } from '../check-counts.ts';
import type { Finding } from '../finding.ts';
import { readLog } from '../read-log.ts';
import { seeded } from '../seeded.ts';
import type { StoredEvent } from '../stored-event.ts';
import { prepareBroker, type RacePlan } from './play-race.ts';
import { about, creation, request } from './site-commands.ts';

const SITES = ['one', 'two', 'three', 'four'];
const BUILDS_EACH = 150;
const KILLS = 4;
/** How long a projector lives, in milliseconds after it began. */
const LIFE_MS = [20, 600] as const;
const PROJECTOR = join(import.meta.dirname, 'projector-process.ts');

/** Projectors that are killed while they catch up with a log, and the rows that the last one leaves. */
export const playProjections = async (
  { seed, seconds }: RacePlan,
  say: (line: string) => void,
): Promise<readonly Finding[]> => {
  const chance = seeded(seed);
  await using server = await natsServer();
  await using postgres = await postgresServer();
  await prepareBroker(server.url, 1);
  await fillLog(server.url);
  const events = await readLog({ servers: server.url });
  const stop = AbortSignal.timeout(seconds * 1_000);
  const findings: Finding[] = [];
  let kills = 0;
  do {
    const database = await postgres.createDatabase();
    for (let kill = 0; kill < KILLS; kill += 1) {
      await using projector = startProgram(process.execPath, [PROJECTOR, server.url, database]);
      await projector.prints(/projecting/);
      await wait(chance.between(...LIFE_MS));
      projector.kill('SIGKILL');
      await projector.exited;
      kills += 1;
    }
    await using last = startProgram(process.execPath, [PROJECTOR, server.url, database]);
    await last.prints(/caught up/, 60_000);
    last.kill('SIGKILL');
    await last.exited;
    findings.push(...(await compareRows(database, events)));
    await postgres.dropDatabase(database);
  } while (!stop.aborted && findings.length === 0);
  say(`${events.length} events, ${kills} projectors killed while they wrote them down`);
  return findings;
};

/** Builds that are asked for and cancelled: nothing needs a runner or a file. */
const fillLog = async (url: string): Promise<void> => {
  const broker = await openBroker({ url, name: 'people', catalogue: createCatalogue(siteEventDefinitions) });
  const aggregates = createAggregates(broker.events);
  const send = (site: string, command: SiteCommand) =>
    aggregates.handleCommand(target(siteStream(site as SiteId), siteDecider, command), context(command));
  const live = async (site: string): Promise<void> => {
    await send(site, creation(site));
    for (let index = 1; index <= BUILDS_EACH; index += 1) {
      const build = `${site}-${index}`;
      await send(site, request(site, build));
      await send(site, { type: 'CancelBuild', data: { ...about(site), by: ada, build: buildId(build) } });
    }
  };
  await Promise.all(SITES.map(live));
  await broker.close();
};

const compareRows = async (database: string, events: readonly StoredEvent[]): Promise<readonly Finding[]> => {
  const client = new Client({ connectionString: database });
  await client.connect();
  try {
    const history = await client.query<{ site: string; events: number }>(
      'select site, count(*)::int as events from history group by site',
    );
    const builds = await client.query<{ site: string; build: string; state: string }>(
      'select site, build, state from builds',
    );
    return [...recount(events)].flatMap(([site, counted]) => {
      const read: Counts = {
        ...counted,
        events: history.rows.find((row) => row.site === site)?.events ?? 0,
        turns: new Map(builds.rows.filter((row) => row.site === site).map(({ build, state }) => [build, state])),
      };
      return compareCounts(site, counted, read);
    });
  } finally {
    await client.end();
  }
};

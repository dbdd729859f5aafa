import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { applyTopology, connect, openBroker } from '@pagewright/broker';
import { streamName } from '@pagewright/kernel';
import { ledgerCatalogue } from '../../contracts/ledger.ts';
import { natsServer } from '../../support/nats-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { wiredCluster } from '../cluster/wired-cluster.ts';
import { checkSites } from '../check-sites.ts';
import { checkStreams } from '../check-streams.ts';
import type { Finding } from '../finding.ts';
import { readLog } from '../read-log.ts';
import { type Chance, seeded } from '../seeded.ts';
import { openWire } from '../wire.ts';
import { checkRace } from './check-race.ts';
import { openJournal, readJournal } from '../journal.ts';
import { type RaceEntry, race } from './race.ts';
import { raceRunners } from './runners.ts';

/** The broker's shortest memory of message ids: nothing rests on it. */
const DUPLICATE_WINDOW_MS = 100;
const PROCESSES = 3;
const ROOT = resolve(import.meta.dirname, '../../..');

export interface RacePlan {
  readonly seed: number;
  readonly seconds: number;
}

/** Many clients of the event store on few streams, while the broker dies and its answers are lost. */
export const playAppends = async (plan: RacePlan, say: (line: string) => void): Promise<readonly Finding[]> => {
  await using server = await natsServer();
  await using wire = await openWire(Number(new URL(server.url).port));
  await prepareBroker(server.url, 1);
  const url = `nats://127.0.0.1:${wire.port}`;
  const trouble: Trouble = async (chance, stop) => {
    const dice = chance.next();
    if (dice < 0.2) await server.restart('SIGKILL');
    else if (dice < 0.4) wire.cutAll();
    else await wire.during(dice < 0.7 ? 'deaf' : 'dark', chance.between(100, 800), stop);
  };
  return await playAppendsOn(
    { urls: Array.from({ length: PROCESSES }, () => url), reader: () => server.url, trouble },
    plan,
    say,
  );
};

/** The same on three servers, each with a process of its own; their leader dies, or sees nobody but its clients. */
export const playAppendsOnCluster = async (
  plan: RacePlan,
  say: (line: string) => void,
): Promise<readonly Finding[]> => {
  await using folder = await temporaryFolder('race-cluster');
  await using cluster = await wiredCluster(ROOT, folder.path);
  await prepareBroker(cluster.url, cluster.nodes.length);
  await cluster.settled();
  const trouble: Trouble = async (chance, stop) => {
    const leader = await cluster.leaderOf('PW_EVENTS');
    const dice = chance.next();
    if (dice < 0.3) {
      await leader.kill();
      await leader.start();
      await cluster.settled();
    } else if (dice < 0.6) await cluster.cutOff(leader, chance.between(2_000, 6_000), stop);
    else await leader.wire.during('deaf', chance.between(100, 800), stop);
  };
  // Each talks to a server of its own first, and to the others when that one is gone.
  const urls = cluster.nodes.map((_, first) => [...cluster.nodes.slice(first), ...cluster.nodes.slice(0, first)]);
  const addresses = urls.map((nodes) => nodes.map(({ wire }) => `nats://127.0.0.1:${wire.port}`).join(','));
  return await playAppendsOn(
    { urls: addresses, reader: () => cluster.nodes.map(({ url }) => url).join(','), trouble },
    plan,
    say,
  );
};

type Trouble = (chance: Chance, stop: AbortSignal) => Promise<void>;

interface Ground {
  /** Where each process finds the broker. */
  readonly urls: readonly string[];
  /** Past all wires. */
  readonly reader: () => string;
  readonly trouble: Trouble;
}

const playAppendsOn = async (
  { urls, reader, trouble }: Ground,
  { seed, seconds }: RacePlan,
  say: (line: string) => void,
): Promise<readonly Finding[]> => {
  const chance = seeded(seed);
  await using folder = await temporaryFolder('race');
  const journalPath = join(folder.path, 'journal.ndjson');
  using journal = openJournal<RaceEntry>(journalPath);
  const stop = AbortSignal.timeout(seconds * 1_000);
  const brokers = await Promise.all(
    urls.map((url, index) => openBroker({ url, name: `racer-${index}`, catalogue: ledgerCatalogue, timeoutMs: 500 })),
  );
  const troubles = async (own: Chance): Promise<void> => {
    for (;;) {
      await wait(own.between(500, 2_000), undefined, { signal: stop }).catch(() => undefined);
      if (stop.aborted) return;
      await trouble(own, stop);
    }
  };
  const streams = Array.from({ length: 4 }, (_, index) => streamName('ledger', `race-${index}`));
  const stores = brokers.map(({ events }) => events);
  const racing = race({ stores, racersEach: 6, streams, journal, chance: chance.fork(), stop });
  await Promise.all([troubles(chance.fork()), racing]);
  await Promise.all(brokers.map((broker) => broker.close()));
  const [entries, events] = [readJournal<RaceEntry>(journalPath), await readLog({ servers: reader() })];
  const done = entries.filter(({ type }) => type === 'done').length;
  say(`${entries.length - done} commands, ${done} of them answered; ${events.length} events`);
  if (done === 0) throw new Error('No command was answered: there is nothing to check.');
  return checkRace(entries, events);
};

/** Runners that die, are cut off and report late, over our locks and our sites. */
export const playRunners = async (
  { seed, seconds }: RacePlan,
  say: (line: string) => void,
): Promise<readonly Finding[]> => {
  await using server = await natsServer();
  await prepareBroker(server.url, 1);
  const port = Number(new URL(server.url).port);
  await raceRunners({ url: server.url, port, chance: seeded(seed), workMs: seconds * 1_000 });
  const events = await readLog({ servers: server.url });
  const attempts = events.filter(({ type }) => type === 'BuildStarted').map(({ data }) => Number(data['attempt']));
  say(`${attempts.length} attempts at builds, ${attempts.filter((attempt) => attempt > 1).length} not the first`);
  return [...checkStreams(events), ...checkSites(events)];
};

/** With our streams, and next to no memory of message ids. */
export const prepareBroker = async (url: string, replicas: number): Promise<void> => {
  const nc = await connect({ url, name: 'setup' });
  await applyTopology(nc, { replicas, duplicateWindowMs: DUPLICATE_WINDOW_MS });
  await nc.close();
};

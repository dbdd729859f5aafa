import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createInstallation, type Installation, UNCHECKED } from '../story/installation.ts';
import { freePort } from '../support/free-port.ts';
import { postgresServer } from '../support/postgres-server.ts';
import { wiredCluster } from './cluster/wired-cluster.ts';
import { type Act, decksOfCluster, decksOfHouse } from './nemesis.ts';
import type { LogLogin } from './read-log.ts';
import { mountSmallDisk } from './small-disk.ts';
import { openWire, type Wire } from './wire.ts';

/** Where chaos is played: started, and ended with all that belongs to it. */
export interface Stage extends AsyncDisposable {
  /** Visitors come to the first. */
  readonly houses: readonly [Installation, ...Installation[]];
  /** People's way to the API of each house. */
  readonly streets: readonly [Wire, ...Wire[]];
  readonly decks: readonly (readonly Act[])[];
  /** To read the log past all wires. */
  readonly login: () => Promise<LogLogin>;
  /** Folders of what the programs and the servers have logged, by the names under which they are kept. */
  readonly logs: Readonly<Record<string, string>>;
  /** Where the servers tell of themselves. */
  readonly monitors: readonly string[];
}

export interface StageOptions {
  /** Empty. */
  readonly folder: string;
  /** Whether a browser of the product's own looks at each version. */
  readonly checks: boolean;
  readonly diskMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly say: (line: string) => void;
}

/** What `npm start` makes, its broker included, on a small disk and behind a wire. */
export const oneHouse = async ({ folder, checks, diskMegabytes, environment, say }: StageOptions): Promise<Stage> => {
  await using opened = new AsyncDisposableStack();
  const data = join(folder, 'data');
  const disk = await mountSmallDisk(join(data, 'nats'), diskMegabytes);
  if (typeof disk === 'string') say(`left out: ${disk}`);
  else opened.use(disk);
  const port = await freePort();
  const backstage = opened.use(await openWire(port));
  const house = opened.use(
    await createInstallation(folder, {
      ...(checks ? {} : UNCHECKED),
      ...environment,
      PAGEWRIGHT_NATS_PORT: String(port),
      PAGEWRIGHT_CHAOS_WIRE: `nats://127.0.0.1:${backstage.port}`,
      NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'through-the-wire.mjs')).href}`,
    }),
  );
  const street = opened.use(await openWire(house.port));
  await house.start();
  const owned = opened.move();
  return {
    houses: [house],
    streets: [street],
    decks: decksOfHouse(backstage, street, typeof disk === 'string' ? undefined : disk),
    login: async () => ({
      servers: `nats://127.0.0.1:${port}`,
      user: 'publisher',
      pass: (await readFile(join(data, 'secrets', 'nats-publisher'), 'utf8')).trim(),
      inboxPrefix: '_INBOX_publisher',
    }),
    logs: { logs: join(data, 'logs') },
    monitors: [],
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
};

const ROOT = resolve(import.meta.dirname, '../..');

/** Two houses, each with an API and a runner, over three servers with three replicas, one PostgreSQL and one shelf. */
export const twoHousesOnACluster = async ({ folder, checks, environment }: StageOptions): Promise<Stage> => {
  await using opened = new AsyncDisposableStack();
  const cluster = opened.use(await wiredCluster(ROOT, join(folder, 'cluster')));
  const postgres = opened.use(await postgresServer());
  const shared = {
    ...(checks ? {} : UNCHECKED),
    ...environment,
    PAGEWRIGHT_NATS_URL: cluster.url,
    PAGEWRIGHT_NATS_MONITOR_URL: cluster.nodes.map(({ monitorUrl }) => monitorUrl).join(','),
    PAGEWRIGHT_REPLICAS: String(cluster.nodes.length),
    PAGEWRIGHT_DATABASE_URL: await postgres.createDatabase(),
    PAGEWRIGHT_SECRETS: join(folder, 'secrets'),
    PAGEWRIGHT_ARTIFACTS_DIR: join(folder, 'artifacts'),
  };
  const first = opened.use(await createInstallation(join(folder, 'first'), shared));
  const second = opened.use(await createInstallation(join(folder, 'second'), shared));
  // One after the other: the first makes the streams and the tables.
  await first.start();
  await second.start();
  const streets = [opened.use(await openWire(first.port)), opened.use(await openWire(second.port))] as const;
  const owned = opened.move();
  return {
    houses: [first, second],
    streets,
    decks: decksOfCluster(cluster, streets[0]),
    login: async () => ({ servers: cluster.nodes.map(({ url }) => url).join(',') }),
    logs: { 'logs-1': join(first.data, 'logs'), 'logs-2': join(second.data, 'logs'), 'logs-broker': cluster.logs },
    monitors: cluster.nodes.map(({ monitorUrl }) => monitorUrl),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
};

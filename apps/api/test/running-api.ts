import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packTree } from '@pagewright/artifacts';
import { pino } from 'pino';
import { startApi } from '../src/composition/api.ts';
import { readApiConfiguration } from '../src/configuration.ts';
import { freePort } from '../../../test/support/free-port.ts';
import { Person } from '../../../test/story/person.ts';
import { seedPGlite } from '../../../test/support/pglite-seed.ts';
import { natsServer, type NatsServer } from '../../../test/support/nats-server.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';

export const SETUP_CODE = 'TEST-2345-CODE';

export interface RunningApi extends AsyncDisposable {
  readonly port: number;
  readonly nats: NatsServer;
  /** The data folder, with the secrets. */
  readonly data: string;
  /** The process's own secret, for forging what it must refuse. */
  readonly jwtKey: Buffer;
  /** Leaves the broker and the folder as they are, until `restart`. */
  stop(): Promise<void>;
  /** Stops and starts it again, with other variables where they are given. */
  restart(variables?: Readonly<Record<string, string>>): Promise<void>;
}

/** The API as its process composes it, over a real broker and PGlite, without runners: builds wait. */
export const runningApi = async (variables: Readonly<Record<string, string>> = {}): Promise<RunningApi> => {
  const nats = await natsServer();
  const folder = await temporaryFolder('api');
  const secrets = join(folder.path, 'secrets');
  const jwtKey = randomBytes(32);
  await mkdir(secrets, { recursive: true });
  await writeFile(join(secrets, 'jwt-key'), jwtKey.toString('base64url'));
  await writeFile(join(secrets, 'email-key'), randomBytes(32).toString('base64url'));
  await writeFile(join(secrets, 'setup-code'), SETUP_CODE);
  const api = await runningApiOn(nats, folder.path, variables);
  return {
    ...api,
    nats,
    jwtKey,
    [Symbol.asyncDispose]: async () => {
      await api[Symbol.asyncDispose]();
      await nats[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
};

/** The same over a broker and a data folder, with its secrets, that somebody else has made. */
export const runningApiOn = async (
  nats: NatsServer,
  data: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<Omit<RunningApi, 'nats' | 'jwtKey'>> => {
  const port = await freePort();
  await seedPGlite(join(data, 'pglite'));
  const start = (given = variables) =>
    startApi(
      readApiConfiguration({
        PAGEWRIGHT_DATA: data,
        PAGEWRIGHT_PORT: String(port),
        PAGEWRIGHT_SITES_PORT: '4401',
        PAGEWRIGHT_NATS_URL: nats.url,
        PAGEWRIGHT_NATS_MONITOR_URL: nats.monitorUrl,
        ...given,
      }),
      pino({ level: 'silent' }),
    );
  let api = await start();
  return {
    port,
    data,
    stop: () => api.gracefulShutdown(),
    restart: async (given) => {
      await api.gracefulShutdown();
      api = await start(given);
    },
    [Symbol.asyncDispose]: () => api.gracefulShutdown(),
  };
};

/** The first person with a small site; its import waits, since nothing builds here. */
export const personWithSite = async (api: RunningApi): Promise<{ person: Person; site: string }> => {
  const person = new Person(api.port);
  await person.register('ada@example.org', SETUP_CODE);
  const archive = await packTree(new Map([['index.html', Buffer.from('<!doctype html><title>a</title><h1>a</h1>')]]));
  const { digest } = await person.demand<{ digest: string }>('POST', '/api/uploads', archive);
  return { person, site: (await person.createSite('Docs', { upload: digest })).site.id };
};

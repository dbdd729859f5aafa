import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packTree } from '@pagewright/artifacts';
import { pino } from 'pino';
import { startApi } from '../src/composition/api.ts';
import { readApiConfiguration } from '../src/configuration.ts';
import { freePort } from '../../../test/support/free-port.ts';
import { Person } from '../../../test/story/person.ts';
import { natsServer, type NatsServer } from '../../../test/support/nats-server.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';

export const SETUP_CODE = 'TEST-2345-CODE';

export interface RunningApi extends AsyncDisposable {
  readonly port: number;
  readonly nats: NatsServer;
  /** The process's own secret, for forging what it must refuse. */
  readonly jwtKey: Buffer;
  restart(): Promise<void>;
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
  const port = await freePort();
  const start = () =>
    startApi(
      readApiConfiguration({
        PAGEWRIGHT_DATA: folder.path,
        PAGEWRIGHT_PORT: String(port),
        PAGEWRIGHT_SITES_PORT: '4401',
        PAGEWRIGHT_NATS_URL: nats.url,
        PAGEWRIGHT_NATS_MONITOR_URL: nats.monitorUrl,
        ...variables,
      }),
      pino({ level: 'silent' }),
    );
  let api = await start();
  return {
    port,
    nats,
    jwtKey,
    restart: async () => {
      await api.gracefulShutdown();
      api = await start();
    },
    [Symbol.asyncDispose]: async () => {
      await api.gracefulShutdown();
      await nats[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
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

import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from './free-port.ts';
import { noteRunning } from './leaks.ts';
import { makeCluster, postgresOwner, postgresProgram } from './postgres-programs.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { waitFor } from './wait-for.ts';

export interface PostgresServer extends AsyncDisposable {
  /** Of the maintenance database `postgres`. */
  readonly url: string;
  readonly pid: number;
  /** Makes an empty database, or a copy of a template that nobody is connected to, and answers its address. */
  createDatabase(template?: string): Promise<string>;
  /**
   * Makes a database once, prepares it (migrations, rows) and answers its name, to be given to `createDatabase`:
   * copying is much quicker than preparing again. `prepare` must close its connections.
   */
  createTemplate(prepare: (url: string) => Promise<void>): Promise<string>;
  /** Drops a database of `createDatabase`, throwing out whoever is connected. */
  dropDatabase(url: string): Promise<void>;
  /** Ends it with the signal and starts it again on the same cluster and port. */
  restart(signal?: 'SIGINT' | 'SIGKILL'): Promise<void>;
}

export interface PostgresServerOptions {
  /** With the settings that it comes with, so that a commit is on disk; else speed over durability. */
  readonly durable?: boolean;
}

/** A test's cluster never sees a power cut. */
const QUICK = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=60'];
const DURABLE = ['max_connections=200'];

/** A real PostgreSQL 15 with an empty cluster in a temporary folder, on a free port of the loopback. */
export const postgresServer = async ({ durable = false }: PostgresServerOptions = {}): Promise<PostgresServer> => {
  const program = await postgresProgram('postgres');
  const owner = await postgresOwner();
  const folder = await temporaryFolder('postgres');
  const data = join(folder.path, 'data');
  const password = randomBytes(18).toString('base64url');
  const passwordFile = join(folder.path, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  await makeCluster(folder.path, data, passwordFile, owner);

  let port = await freePort();
  const addressOf = (database: string) => `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;

  const launch = async (): Promise<ChildProcess> => {
    const settings = [
      ...(durable ? DURABLE : QUICK),
      `port=${port}`,
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=${folder.path}`,
    ];
    const child = spawn(program, ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
      ...owner,
      cwd: folder.path,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let log = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-4000)));
    await waitFor(
      async () => {
        if (hasEnded(child)) return 'ended';
        await query(addressOf('postgres'), 'select 1');
        return 'ready';
      },
      { what: 'PostgreSQL to take connections', timeout: 30_000 },
    );
    if (hasEnded(child)) throw new Error(`PostgreSQL did not start:\n${log}`);
    return child;
  };

  // Somebody else may have taken the port since it was found free.
  let running = await launch().catch(async () => {
    port = await freePort();
    return launch();
  });
  const released = noteRunning(`postgres on ${folder.path}`, () => running.kill('SIGQUIT'));

  const end = async (signal: NodeJS.Signals) => {
    if (hasEnded(running)) return;
    const ended = once(running, 'exit');
    running.kill(signal);
    await ended;
  };
  const createDatabase = async (template = 'template0') => {
    const name = `test_${randomBytes(6).toString('hex')}`;
    await query(addressOf('postgres'), `create database ${name} template ${template}`);
    return addressOf(name);
  };

  return {
    url: addressOf('postgres'),
    get pid() {
      return running.pid ?? 0;
    },
    createDatabase,
    createTemplate: async (prepare) => {
      const url = await createDatabase();
      await prepare(url);
      return nameOf(url);
    },
    dropDatabase: (url) => query(addressOf('postgres'), `drop database ${nameOf(url)} with (force)`),
    restart: async (signal = 'SIGINT') => {
      await end(signal);
      running = await launch();
    },
    [Symbol.asyncDispose]: async () => {
      released();
      await end('SIGQUIT');
      await folder[Symbol.asyncDispose]();
    },
  };
};

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const nameOf = (url: string): string => new URL(url).pathname.slice(1);

const query = async (url: string, text: string): Promise<void> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
};

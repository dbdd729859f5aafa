import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

export interface PostgresServer extends AsyncDisposable {
  /** Of the database `postgres`. */
  readonly url: string;
  /** An empty database of its own; its URL. */
  createDatabase(name?: string): Promise<string>;
}

const BIN = process.env['PAGEWRIGHT_POSTGRES_BIN'] ?? '/usr/lib/postgresql/15/bin';

/** A real PostgreSQL in a temporary folder on a free port, with its default durability, ended by disposing it. */
export const startPostgres = async (): Promise<PostgresServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'pagewright-postgres-'));
  const owner = ownerOf();
  if (owner) await chown(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  const init = spawnSync(
    join(BIN, 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8'],
    { ...owner, cwd: folder, encoding: 'utf8' },
  );
  if (init.status !== 0) throw new Error(`initdb failed: ${init.error?.message ?? init.stderr}`);
  const port = await freePort();
  const server = spawn(
    join(BIN, 'postgres'),
    ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-k', folder],
    { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  server.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const url = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      const ended = once(server, 'exit');
      // SIGINT is PostgreSQL's fast shutdown: it ends connections and does not wait for clients.
      server.kill('SIGINT');
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await answering(
      url('postgres'),
      () => server.exitCode !== null,
      () => log,
    );
  } catch (error) {
    await stop();
    throw error;
  }
  let made = 0;
  return {
    url: url('postgres'),
    createDatabase: async (name = `test_${(made += 1)}`) => {
      await run(url('postgres'), `create database "${name}"`);
      return url(name);
    },
    [Symbol.asyncDispose]: stop,
  };
};

/** PostgreSQL refuses to run as root: then it runs as the user that Debian's package made. */
const ownerOf = (): { uid: number; gid: number } | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
};

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};

const answering = async (url: string, died: () => boolean, log: () => string): Promise<void> => {
  for (const deadline = Date.now() + 20_000; ;) {
    try {
      return await run(url, 'select 1');
    } catch (cause) {
      if (died() || Date.now() > deadline) throw new Error(`PostgreSQL did not start: ${log()}`, { cause });
      await pause(50);
    }
  }
};

const run = async (url: string, sql: string): Promise<void> => {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end().catch(() => {});
  }
};

import { existsSync } from 'node:fs';
import { cp, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureNatsServer, startNats, toolsFolder } from '@pagewright/infra/local/nats.mjs';
import type { NatsClusterConfig } from '@pagewright/infra/local/nats-config.mjs';
import { type BrokerLogin, type BrokerPasswords, type BrokerRole, loginOf, randomPasswords } from './broker-login.ts';
import { noteRunning } from './leaks.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { waitFor } from './wait-for.ts';

export type { BrokerRole } from './broker-login.ts';

export interface NatsServer extends AsyncDisposable {
  /** Stays the same over restarts. */
  readonly url: string;
  readonly monitorUrl: string;
  /** Of the process that runs now; another one after a restart. */
  readonly pid: number;
  /** The folder that holds the store; it outlives restarts and goes with the server. */
  readonly folder: string;
  /** One random password per role, where `users` was asked for. */
  readonly passwords: BrokerPasswords | undefined;
  /** Folder of subscribers, watched as in production, where `users` was asked for. */
  readonly subscribers: string;
  /** Options for `connect`; a role where `users` was asked for. */
  login(role?: BrokerRole): BrokerLogin;
  /** Ends it with the signal, if it runs, and starts it again on the same store and port. */
  restart(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Ends it and leaves it down until `restart`. */
  kill(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** SIGSTOP: it holds its port and answers nothing until `resume`. */
  pause(): Promise<void>;
  resume(): void;
}

export interface NatsServerOptions {
  /** 'always' as in production; 'default' where a test is about speed and survives no power cut. */
  readonly sync?: 'always' | 'default';
  /** With the users and rights of production, under these passwords where given; else anyone may do anything. */
  readonly users?: boolean | BrokerPasswords;
  /** As one server of a cluster. */
  readonly member?: { readonly serverName: string; readonly cluster: NatsClusterConfig };
  /** More lines of server configuration. */
  readonly config?: string;
  /** Path of a store that it begins with a copy of, instead of an empty one. */
  readonly store?: string;
}

/**
 * A real nats-server with JetStream on ports of its own and, unless told, an empty store. A server that dies unasked fails the
 * disposal with the last lines that it wrote, so that no test passes on a stranger's broker.
 */
export const natsServer = async ({
  sync = 'always',
  users = false,
  member,
  config,
  store,
}: NatsServerOptions = {}): Promise<NatsServer> => {
  const { path: binary } = await ensureNatsServer({ tools: toolsFolder(checkout()) });
  const folder = await temporaryFolder('nats');
  if (store !== undefined) await cp(store, join(folder.path, 'store'), { recursive: true });
  const passwords = users === true ? randomPasswords() : users || undefined;
  const subscribers = join(folder.path, 'subscribers');
  const log: string[] = [];
  let deathUnasked: string | undefined;
  let asked = false;

  const launch = async (ports: { port?: number; monitorPort?: number }) => {
    const started = await startNats({
      binary,
      folder: folder.path,
      sync,
      ...ports,
      ...member,
      ...(passwords && { passwords, subscribers }),
      ...(config !== undefined && { extra: config }),
      onLog: (line) => log.push(line),
    });
    asked = false;
    void started.exited.then((how) => (deathUnasked = asked ? undefined : how));
    return started;
  };

  let running = await launch({}).catch(async (raw: unknown) => {
    await folder[Symbol.asyncDispose]();
    throw raw;
  });
  const { url, monitorUrl, port, monitorPort } = running;
  const released = noteRunning(`nats-server on ${folder.path}`, () => running.kill('SIGKILL'));

  const kill = async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') => {
    asked = true;
    running.kill('SIGCONT');
    running.kill(signal);
    await running.exited;
  };

  return {
    url,
    monitorUrl,
    get pid() {
      return running.pid;
    },
    folder: folder.path,
    passwords,
    subscribers,
    login: (role) => loginOf(url, passwords, role),
    restart: async (signal = 'SIGTERM') => {
      await kill(signal);
      running = await launch({ port, monitorPort });
    },
    kill,
    pause: async () => {
      running.kill('SIGSTOP');
      // The signal is on its way for a while on a busy machine, and a server that runs answers.
      await waitFor(async () => (await stateOf(running.pid)) === 'T', { what: 'the server to stand still' });
    },
    resume: () => running.kill('SIGCONT'),
    [Symbol.asyncDispose]: async () => {
      released();
      await kill('SIGKILL');
      await folder[Symbol.asyncDispose]();
      if (deathUnasked)
        throw new Error(`nats-server died in the test (${deathUnasked}):\n${log.slice(-20).join('\n')}`);
    },
  };
};

/** Of a process, as Linux writes it: `R` running, `S` sleeping, `T` stopped. */
const stateOf = async (pid: number): Promise<string | undefined> =>
  (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ').at(-1)?.[0];

const checkout = (): string => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package-lock.json'))) folder = dirname(folder);
  return folder;
};

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface NatsServer extends AsyncDisposable {
  /** Stays the same over restarts. */
  readonly url: string;
  readonly monitorUrl: string;
  /** Of the process that runs now; another one after a restart. */
  readonly pid: number;
  /** The folder that holds the store; it outlives restarts and goes with the server. */
  readonly folder: string;
  /** Ends it with the signal, if it runs, and starts it again on the same store and port. */
  restart(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Ends it and leaves it down until `restart`. */
  kill(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** SIGSTOP: it holds its port and answers nothing until `resume`. */
  pause(): void;
  resume(): void;
}

export interface NatsServerOptions {
  /** 'always' as in production; 'default' where a test is about speed and survives no power cut. */
  readonly sync?: 'always' | 'default';
  /** More lines of server configuration. */
  readonly config?: string;
}

/** A real nats-server with JetStream on ports of its own and an empty store. */
export const natsServer = async ({ sync = 'always', config = '' }: NatsServerOptions = {}): Promise<NatsServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'pagewright-nats-'));
  const port = await freePort();
  const monitorPort = await freePort();
  const url = `nats://127.0.0.1:${port}`;
  const monitorUrl = `http://127.0.0.1:${monitorPort}`;
  const file = join(folder, 'nats.conf');
  await writeFile(
    file,
    [
      'host: 127.0.0.1',
      `port: ${port}`,
      `http: "127.0.0.1:${monitorPort}"`,
      `jetstream { store_dir: "${join(folder, 'store')}"${sync === 'always' ? ', sync_interval: always' : ''} }`,
      config,
    ].join('\n'),
  );

  let running = await launch(file, monitorUrl);
  const kill = async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') => {
    if (running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGCONT');
    running.kill(signal);
    await gone;
  };

  return {
    url,
    monitorUrl,
    get pid() {
      return running.pid ?? 0;
    },
    folder,
    restart: async (signal = 'SIGTERM') => {
      await kill(signal);
      running = await launch(file, monitorUrl);
    },
    kill,
    pause: () => void running.kill('SIGSTOP'),
    resume: () => void running.kill('SIGCONT'),
    [Symbol.asyncDispose]: async () => {
      await kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const launch = async (file: string, monitorUrl: string): Promise<ChildProcess> => {
  const log: string[] = [];
  const child = spawn('nats-server', ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr?.on('data', (chunk: Buffer) => void log.push(chunk.toString()));
  for (let tries = 0; tries < 400; tries += 1) {
    if (child.exitCode !== null) break;
    const answer = await fetch(`${monitorUrl}/healthz`).catch(() => undefined);
    if (answer?.ok) return child;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  child.kill('SIGKILL');
  throw new Error(`nats-server did not start:\n${log.join('').slice(-2_000)}`);
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { freePort } from '../support/free-port.ts';
import { seedPGlite } from '../support/pglite-seed.ts';
import { waitFor } from '../support/wait-for.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Versions are not looked at in a browser of the product's own, where a test is about something else: half the work. */
export const UNCHECKED = { PAGEWRIGHT_ROLES: 'http,live,projections,policies,scheduler,builds,questions,hosting' };

export interface Installation extends AsyncDisposable {
  readonly port: number;
  readonly sitesPort: number;
  readonly setupCode: string;
  readonly data: string;
  /** Starts everything with `npm start`'s own program and waits until it says that it is ready. */
  start(): Promise<void>;
  /** Ctrl-C, and the wait for the end. */
  stop(): Promise<void>;
  /** Kills the start and all that it has started, at once and without a word. */
  crash(): Promise<void>;
  /** Pid of one of its processes as the start has noted it. */
  pidOf(name: 'api' | 'runner' | 'nats-server'): Promise<number>;
  /** Removes the read models; nothing may run. */
  dropDatabase(): Promise<void>;
  /** What it printed, for a failure. */
  output(): string;
}

/**
 * An installation of one's own on free ports, in the given empty folder. Its database is a copy of an empty one, unless it
 * is to be made as it is for a newcomer, in 5 s.
 */
export const createInstallation = async (
  folder: string,
  environment: Readonly<Record<string, string>> = {},
  { isNewcomer = false } = {},
): Promise<Installation> => {
  const [port, sitesPort] = [await freePort(), await freePort()];
  const setupCode = 'STRY-2345-TELL';
  const data = join(folder, 'data');
  if (!isNewcomer) await seedPGlite(join(data, 'pglite'));
  let running: ChildProcess | undefined;
  let printed = '';

  const stop = async (): Promise<void> => {
    const child = running;
    running = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };

  const noted = async (): Promise<readonly { name: string; pid: number }[]> =>
    JSON.parse(await readFile(join(data, 'processes.json'), 'utf8')) as { name: string; pid: number }[];

  return {
    port,
    sitesPort,
    setupCode,
    data,
    start: async () => {
      const child = spawn(process.execPath, [join(ROOT, 'infra/local/start.mjs')], {
        cwd: ROOT,
        env: {
          ...process.env,
          PAGEWRIGHT_DATA: data,
          PAGEWRIGHT_PORT: String(port),
          PAGEWRIGHT_SITES_PORT: String(sitesPort),
          PAGEWRIGHT_SETUP_CODE: setupCode,
          ...environment,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      running = child;
      let since = '';
      const collect = (chunk: Buffer): void => {
        since += chunk.toString();
        printed += chunk.toString();
      };
      child.stdout.on('data', collect);
      child.stderr.on('data', collect);
      const ready = waitFor(() => since.includes('Pagewright is ready'), {
        timeout: 300_000,
        what: 'the start to say that it is ready',
      });
      const ended = once(child, 'exit').then(([code]) => {
        throw new Error(`the start ended with code ${String(code)}:\n${since}`);
      });
      await Promise.race([ready, ended]);
      ended.catch(() => undefined);
    },
    stop,
    crash: async () => {
      const child = running;
      running = undefined;
      if (!child) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      for (const { pid } of await noted()) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It was dead already.
        }
      }
      await ended;
    },
    pidOf: async (name) => {
      const found = (await noted()).find((process) => process.name === name);
      if (!found) throw new Error(`no process "${name}" is noted`);
      return found.pid;
    },
    dropDatabase: () => rm(join(data, 'pglite'), { recursive: true }),
    output: () => printed,
    [Symbol.asyncDispose]: stop,
  };
};

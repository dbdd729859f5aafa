import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { freePort } from '../support/free-port.ts';
import { seedPGlite } from '../support/pglite-seed.ts';
import { natsServer, type NatsServer } from '../support/nats-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { Person } from '../story/person.ts';

const ROOT = resolve(import.meta.dirname, '../..');
export const SETUP_CODE = 'SEEN-2345-CODE';

export type LogLine = Readonly<Record<string, unknown>>;

/** One of the house's two programs as its own process. */
export interface Program {
  readonly child: ChildProcess;
  readonly lines: readonly LogLine[];
  /** Where its metrics and health are. */
  readonly operations: string;
  metrics(): Promise<string>;
  health(): Promise<{ readonly code: number; readonly status: string; readonly reasons: readonly string[] }>;
}

export interface TestHouse extends AsyncDisposable {
  readonly nats: NatsServer;
  readonly port: number;
  readonly sitesPort: number;
  readonly data: string;
  readonly api: Program;
  /** Variables of the house, as a program of it gets them. */
  readonly environment: Readonly<Record<string, string>>;
  startRunner(variables?: Readonly<Record<string, string>>): Promise<Program>;
  /** Asks one of its programs to end and waits for it. */
  end(program: Program): Promise<void>;
  person(): Promise<Person>;
}

/** The API's own program on a broker of its own with PGlite, and runners as they are asked for. */
export const testHouse = async (variables: Readonly<Record<string, string>> = {}): Promise<TestHouse> => {
  const nats = await natsServer({ users: true });
  const folder = await temporaryFolder('seeing');
  await seedPGlite(join(folder.path, 'pglite'));
  const secrets = join(folder.path, 'secrets');
  await mkdir(secrets, { recursive: true });
  for (const key of ['jwt-key', 'email-key'])
    await writeFile(join(secrets, key), randomBytes(32).toString('base64url'));
  await writeFile(join(secrets, 'setup-code'), SETUP_CODE);
  for (const [role, password] of Object.entries(nats.passwords ?? {})) {
    await writeFile(join(secrets, `nats-${role}`), password);
  }
  const [port, sitesPort] = [await freePort(), await freePort()];
  const environment = {
    PAGEWRIGHT_DATA: folder.path,
    PAGEWRIGHT_PORT: String(port),
    PAGEWRIGHT_SITES_PORT: String(sitesPort),
    PAGEWRIGHT_NATS_URL: nats.url,
    PAGEWRIGHT_NATS_MONITOR_URL: nats.monitorUrl,
    PAGEWRIGHT_ROLES: 'http,live,projections,policies,scheduler,builds,questions,hosting',
    PAGEWRIGHT_LOCK_TTL: '6s',
    PAGEWRIGHT_LOCK_RENEW_INTERVAL: '1s',
    ...variables,
  };
  const running: Program[] = [];
  const start = async (path: string, more: Readonly<Record<string, string>> = {}): Promise<Program> => {
    const program = await startProgram(path, { ...process.env, ...environment, ...more });
    running.push(program);
    return program;
  };
  const end = async (): Promise<void> => {
    for (const { child } of running.toReversed()) await ended(child);
    await nats[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  };
  try {
    const api = await start('apps/api/src/main.ts');
    return {
      nats,
      port,
      sitesPort,
      data: folder.path,
      api,
      environment,
      startRunner: (more) => start('apps/worker-runner/src/main.ts', more),
      end: ({ child }) => ended(child),
      person: async () => {
        const person = new Person(port);
        await person.register('ada@example.org', SETUP_CODE);
        return person;
      },
      [Symbol.asyncDispose]: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
};

const startProgram = async (path: string, env: NodeJS.ProcessEnv): Promise<Program> => {
  const child = spawn(process.execPath, [join(ROOT, path)], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: LogLine[] = [];
  let [rest, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const all = (rest + text).split('\n');
    rest = all.pop() ?? '';
    lines.push(...all.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as LogLine));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const told = (what: string) =>
    waitFor(
      () => {
        if (child.exitCode !== null) throw new Error(`${path} ended: ${errors}`);
        return lines.find((line) => line[what] !== undefined);
      },
      { what: `${path} to tell ${what}`, timeout: 45_000 },
    );
  const { metrics } = await told('metrics');
  await told('pagewright');
  const operations = String(metrics).replace(/\/metrics$/, '');
  return {
    child,
    lines,
    operations,
    metrics: async () => (await fetch(`${operations}/metrics`)).text(),
    health: async () => {
      const answer = await fetch(`${operations}/health/ready`);
      return { code: answer.status, ...((await answer.json()) as { status: string; reasons: string[] }) };
    },
  };
};

/** Asks it to end, and resumes it first where it was stopped. */
const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGCONT');
  child.kill('SIGTERM');
  await gone;
};

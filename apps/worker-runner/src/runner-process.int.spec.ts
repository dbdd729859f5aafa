import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openFilesystemArtifactStore } from '@pagewright/artifacts/adapters/filesystem';
import { applyTopology, type Broker, connect, openBroker } from '@pagewright/broker';
import { createCatalogue, NO_STREAM, streamName } from '@pagewright/kernel';
import type { BuildId } from '@pagewright/sites';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendMeta, freshId } from '../../../test/contracts/ledger.ts';
import { type NatsServer, natsServer } from '../../../test/support/nats-server.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import { type Bench, catalogue, openBench } from '../test/support/bench.ts';
import type { RunnerProcessOptions } from '../test/support/runner-process.ts';
import { membersOf } from './spawners/process/process-identity.ts';
import { openProcessSpawner } from './spawners/process/process-spawner.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const RUNNER = fileURLToPath(new URL('../test/support/runner-process.ts', import.meta.url));

interface Program {
  readonly child: ChildProcess;
  readonly lines: Record<string, unknown>[];
  readonly errors: () => string;
  readonly exited: Promise<number | null>;
}

describe('A runner as a process, on a real broker', () => {
  let nats: NatsServer;
  let broker: Broker;
  let bench: Bench;
  let folder: TemporaryFolder;
  const programs: Program[] = [];

  const addressOf = (role: 'setup' | 'api' | 'runner') => {
    const password = nats.passwords?.[role];
    return { url: nats.url, user: role, ...(password && { password }), inboxPrefix: `_INBOX_${role}` };
  };
  const start = (args: readonly string[], env: NodeJS.ProcessEnv = process.env): Program => {
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const lines: Record<string, unknown>[] = [];
    let [rest, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const all = (rest + text).split('\n');
      rest = all.pop() ?? '';
      lines.push(
        ...all.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, unknown>),
      );
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const exited = once(child, 'exit').then(([code]) => code as number | null);
    const program = { child, lines, errors: () => errors, exited };
    programs.push(program);
    return program;
  };
  const said = (program: Program, what: string, test: (line: Record<string, unknown>) => boolean) =>
    waitFor(
      () => {
        if (program.child.exitCode !== null) throw new Error(`It ended: ${program.errors()}`);
        return program.lines.find(test);
      },
      { what, timeout: 30_000 },
    );

  beforeAll(async () => {
    nats = await natsServer({ users: true });
    const setup = await connect({ ...addressOf('setup'), name: 'setup' });
    await applyTopology(setup, { replicas: 1 });
    await setup.close();
    broker = await openBroker({ ...addressOf('api'), name: 'test', catalogue });
  });
  afterAll(async () => {
    await broker.close();
    await nats[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    folder = await temporaryFolder('runner-process');
    await chmod(folder.path, 0o755);
    bench = await openBench(broker, await openFilesystemArtifactStore(join(folder.path, 'artifacts')));
  });
  afterEach(async () => {
    for (const { child, exited } of programs.splice(0)) {
      child.kill('SIGKILL');
      await exited;
    }
    // What a killed runner leaves is the next one's to end; after the last there is none.
    await (await openProcessSpawner({ folder: bench.workers })).reap();
    await bench[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  it('leaves a build, killed, to another runner, which ends its workers first and goes on under a higher token', async () => {
    const gate = join(folder.path, 'gate');
    const options = (runnerId: string): string =>
      JSON.stringify({
        broker: addressOf('runner'),
        artifacts: join(folder.path, 'artifacts'),
        workers: bench.workers,
        settings: {
          runnerId,
          agents: ['ways'],
          concurrency: 2,
          maxAttempts: 3,
          longestMs: 60_000,
          killAfterMs: 1_000,
          lockTtlMs: 4_000,
          // Longer than this test: what ends the workers is the next runner.
          silenceMs: 120_000,
          warmWorkers: 1,
        },
      } satisfies RunnerProcessOptions);
    const first = start([RUNNER, options('first')]);
    await said(first, 'the first runner', ({ type }) => type === 'ready');
    const site = await bench.site('docs');
    await bench.event(site, 'docs-import' as BuildId, 'BuildSucceeded', 30_000);
    const build = await bench.request(site, `until ${gate}`);
    await waitFor(async () => (await broker.activity.read(build)).some(({ part }) => part.kind === 'text'), {
      what: 'the agent to work',
      timeout: 30_000,
    });
    const started = await bench.event(site, build, 'BuildStarted');
    first.child.kill('SIGKILL');
    await first.exited;

    const second = start([RUNNER, options('second')]);
    const reaped = await said(second, 'what was left to be reaped', ({ type }) => type === 'reaped');
    expect(Number(reaped['workers'])).toBeGreaterThanOrEqual(1);
    const again = await waitFor(
      async () =>
        (await bench.log(site)).find(
          (event) => event.type === 'BuildStarted' && event.data.build === build && event.data.attempt === 2,
        ),
      { what: 'the second attempt', timeout: 40_000 },
    );
    if (again.type !== 'BuildStarted') throw new Error('unreachable');
    expect(again.data.fencingToken).toBeGreaterThan(started.data.fencingToken);
    expect(again.data.runnerId).toBe('second');
    await writeFile(gate, '');
    const { data } = await bench.event(site, build, 'BuildSucceeded', 30_000);
    expect(data).toMatchObject({ attempt: 2, version: 2 });
  });

  const environment = async (more: NodeJS.ProcessEnv = {}): Promise<NodeJS.ProcessEnv> => {
    const data = join(folder.path, 'data');
    await mkdir(join(data, 'secrets'), { recursive: true, mode: 0o700 });
    await writeFile(join(data, 'secrets', 'nats-runner'), `${nats.passwords?.runner}\n`, { mode: 0o600 });
    return {
      PATH: process.env['PATH'],
      PAGEWRIGHT_DATA: data,
      PAGEWRIGHT_ARTIFACTS_DIR: join(folder.path, 'artifacts'),
      PAGEWRIGHT_NATS_URL: nats.url,
      PAGEWRIGHT_ROLES: 'http,builds',
      ...more,
    };
  };

  it('says when it is ready, builds with the builtin agent, and ends by SIGTERM with nothing left', async () => {
    const program = start([MAIN], await environment());
    const ready = await said(program, 'the runner', ({ pagewright }) => pagewright === 'ready');
    expect(ready).toMatchObject({ role: 'runner', roles: ['builds'] });
    const site = await bench.site('shop', { 'index.html': '<!doctype html><title>Old</title><h1>Old</h1>\n' });
    const build = await bench.request(site, 'Change the homepage title to Welcome', 'builtin');
    const { data } = await bench.event(site, build, 'BuildSucceeded', 30_000);
    expect((await bench.files(data.artifact.digest))['index.html']).toContain('<title>Welcome</title>');
    const group = program.child.pid ?? 0;
    program.child.kill('SIGTERM');
    expect([await program.exited, program.errors()]).toEqual([0, '']);
    expect(await membersOf(group)).toEqual([]);
  });

  it('starts on a log whose newest events are of a kind that it knows nothing of', async () => {
    const site = await bench.site('library');
    const strange = createCatalogue([{ kind: 'account', type: 'Noted', version: 1, parse: (data) => data }]);
    await using stranger = await openBroker({ ...addressOf('api'), name: 'stranger', catalogue: strange });
    const write = {
      stream: streamName('account', freshId()),
      expected: NO_STREAM,
      events: [{ type: 'Noted', data: {} }],
    };
    expect(await stranger.events.append([write], appendMeta())).toMatchObject({ status: 'committed' });
    const program = start([MAIN], await environment());
    await said(program, 'the runner', ({ pagewright }) => pagewright === 'ready');
    await waitFor(async () => (await bench.log(site)).some(({ type }) => type === 'BuildSucceeded'), {
      what: 'the import',
      timeout: 30_000,
    });
  });

  it('says in one sentence what is wrong with its configuration and ends with code 78', async () => {
    const cases: readonly [NodeJS.ProcessEnv, RegExp][] = [
      [{ PAGEWRIGHT_AGENT: 'genius' }, /^PAGEWRIGHT_AGENT must be builtin/],
      [{ PAGEWRIGHT_LOCK_TTL: '1500ms' }, /^PAGEWRIGHT_LOCK_TTL must be whole seconds/],
      [{ PAGEWRIGHT_ROLES: 'http' }, /^PAGEWRIGHT_ROLES names none of the roles of a runner: builds/],
      [{ PAGEWRIGHT_NATS_URL: '' }, /^PAGEWRIGHT_NATS_URL must say where the broker is/],
    ];
    for (const [wrong, sentence] of cases) {
      const program = start([MAIN], await environment(wrong));
      expect([await program.exited, program.errors().trim()]).toEqual([78, expect.stringMatching(sentence)]);
      expect(program.errors().trim().split('\n')).toHaveLength(1);
    }
  });
});

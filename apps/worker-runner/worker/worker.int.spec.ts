import { chmod, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { memoryArtifactStore } from '@pagewright/artifacts/memory';
import { putBytes } from '@pagewright/artifacts';
import type { ActivityPart } from '@pagewright/kernel';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import { openWorkerGateway, type WorkerGateway } from '../src/gateway/worker-gateway.ts';
import type { Seat } from '../src/gateway/seat.ts';
import { BUNDLES, bundleOf } from '../src/spawners/process/bundle.ts';
import { membersOf } from '../src/spawners/process/process-identity.ts';
import { openProcessSpawner } from '../src/spawners/process/process-spawner.ts';
import type { SpawnedWorker } from '../src/spawners/spawner.ts';
import { HELLO, pack } from '../test/support/bench.ts';

const WAYS = fileURLToPath(new URL('../test/support/ways-worker.ts', import.meta.url));

describe('The program in the cage', () => {
  let folder: TemporaryFolder;
  let gateway: WorkerGateway;
  let worker: SpawnedWorker;
  let seat: Seat;
  let token: string;
  let parts: ActivityPart[];
  let bundled: string;

  beforeAll(async () => {
    const bundle = bundleOf({ program: WAYS, folder: BUNDLES, forAll: false, warn: expect.fail });
    bundled = await waitFor(bundle, { what: 'the program as one file', timeout: 30_000 });
  });
  beforeEach(async () => {
    folder = await temporaryFolder('worker');
    await chmod(folder.path, 0o755);
    parts = [];
  });
  afterEach(async () => {
    worker.kill('SIGKILL');
    await worker.exited;
    await gateway[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  const start = async (request: string | undefined, silence = 60_000, agent = 'ways') => {
    const artifacts = memoryArtifactStore();
    const source = await putBytes(artifacts, await pack(HELLO));
    gateway = await openWorkerGateway({ artifacts, holdMs: 100 });
    ({ seat, token } = gateway.seat());
    const spawner = await openProcessSpawner({ folder: folder.path, program: WAYS });
    worker = await spawner.spawn({ runner: gateway.url, token, silence });
    const job = {
      site: 's',
      build: 'b',
      attempt: 1,
      kind: 'prompt' as const,
      agent,
      clarifications: [],
      history: [],
      edits: null,
      source,
      previous: null,
      picks: [],
      attachments: [],
    };
    if (request !== undefined) seat.bind({ ...job, request }, async (part) => void parts.push(part));
    return { pid: Number(worker.name.split(' ')[1]) };
  };
  const atWork = () => waitFor(() => parts.some(({ kind }) => kind === 'text'), { what: 'the agent to work' });
  const ask = async (method: string, path: string, bearer = token) => {
    const response = await fetch(`http://127.0.0.1:${seat.door}${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}` },
    });
    return [response.status, (await response.json()) as unknown];
  };

  it('runs from one file, with all that its agents stand on', async () => {
    const { pid } = await start('Change the colour of the heading to red', 60_000, 'builtin');
    expect((await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0')).toContain(bundled);
    expect(await seat.report).toMatchObject({ type: 'changed' });
    expect((await worker.exited).code).toBe(0);
  });

  it('reports through its six steps and ends', async () => {
    await start('Welcome');
    expect(await seat.report).toMatchObject({ type: 'changed', summary: 'The title is Welcome now.' });
    expect((await worker.exited).code).toBe(0);
    const steps = parts.flatMap((part) => (part.kind === 'progress' ? [`${part.step} ${part.percent}`] : []));
    const names = ['fetching', 'unpacking', 'executing', 'checking', 'packing', 'uploading'];
    expect(steps).toEqual(names.flatMap((name) => [`${name} 0`, `${name} 100`]));
  });

  it('answers for itself at its own door, to who has its token', async () => {
    await start('slow');
    await atWork();
    expect(await ask('GET', '/status')).toEqual([
      200,
      { status: 'running', build: 'b', attempt: 1, step: 'executing' },
    ]);
    expect(await ask('GET', '/status', 'A'.repeat(43))).toMatchObject([403, { code: 'wrong-token' }]);
    expect(await ask('POST', '/kill', 'A'.repeat(43))).toMatchObject([403, {}]);
    expect(await ask('GET', '/other')).toMatchObject([404, {}]);
    seat.askStop();
    expect(await ask('POST', '/kill')).toMatchObject([202, { status: 'stopping' }]);
    expect(await seat.report).toMatchObject({ type: 'stopped', partial: { size: expect.any(Number) } });
    expect((await worker.exited).code).toBe(0);
  });

  it('ends itself when its runner is silent, even when its agent never lets go of the thread', async () => {
    const { pid } = await start('deaf', 1_000);
    await atWork();
    await gateway[Symbol.asyncDispose]();
    const gone = performance.now();
    expect((await worker.exited).signal).toBe('SIGKILL');
    expect(performance.now() - gone).toBeGreaterThan(500);
    expect(performance.now() - gone).toBeLessThan(8_000);
    expect(await membersOf(pid)).toEqual([]);
  });

  it('ends itself when it waits for a job and its runner is gone', async () => {
    await start(undefined, 1_000);
    await waitFor(() => seat.door, { what: 'the worker to wait' });
    await gateway[Symbol.asyncDispose]();
    const exit = await worker.exited;
    expect(exit.code === null ? exit.signal : exit.code).not.toBe(0);
  });

  it('ends itself at once when it hears that its attempt is over', async () => {
    await start('deaf');
    await atWork();
    seat.end();
    expect((await worker.exited).signal).toBe('SIGKILL');
  });
});

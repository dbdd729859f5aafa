import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HeldLock, Locks } from '@pagewright/kernel';
import type { BuildId, SiteId } from '@pagewright/sites';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, openBench } from '../../test/support/bench.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { waitFor } from '../../../../test/support/wait-for.ts';
import { membersOf } from '../spawners/process/process-identity.ts';
import { LocksBehindLog } from './token-check.ts';

describe('Crashes and take-over', () => {
  let bench: Bench;
  let site: SiteId;
  let folder: TemporaryFolder;
  let gate: string;
  beforeEach(async () => {
    bench = await openBench();
    site = await bench.site('docs');
    folder = await temporaryFolder('gate');
    // The workers have accounts of their own.
    await chmod(folder.path, 0o755);
    gate = join(folder.path, 'gate');
  });
  afterEach(async () => {
    await bench[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });
  const until = () => `until ${gate}`;
  const open = () => writeFile(gate, '');

  const imported = () => bench.event(site, 'docs-import' as BuildId, 'BuildSucceeded');
  const started = (build: BuildId, attempt: number) =>
    waitFor(
      async () =>
        (await bench.log(site)).find(
          ({ type, data }) => type === 'BuildStarted' && data.build === build && data.attempt === attempt,
        ),
      { what: `attempt ${attempt}` },
    );
  const working = (build: BuildId, attempt: number) =>
    waitFor(
      async () =>
        (await bench.broker.activity.read(build)).some((said) => said.attempt === attempt && said.part.kind === 'text'),
      { what: `the agent of attempt ${attempt} to work` },
    );
  const workers = async () => (await readdir(join(bench.workers, 'ledger'))).map((name) => Number(name.split('.')[0]));

  /** Locks that a test can take away: `unseen` without their holder hearing of it. */
  const stealable = () => {
    const held = new Map<string, { lock: HeldLock; lost: AbortController }>();
    const locks: Locks = {
      ...bench.broker.locks,
      acquire: async (key, owner) => {
        const acquired = await bench.broker.locks.acquire(key, owner);
        if (acquired.status === 'busy') return acquired;
        const lost = new AbortController();
        const { lock } = acquired;
        held.set(key, { lock, lost });
        return {
          status: 'held',
          lock: {
            key,
            token: lock.token,
            lost: lost.signal,
            renew: () => lock.renew(),
            release: () => lock.release(),
            [Symbol.asyncDispose]: () => lock.release(),
          },
        };
      },
    };
    const steal = async (how: 'seen' | 'unseen') => {
      const one = held.get(`site.${site}`);
      await one?.lock.release();
      if (how === 'seen') one?.lost.abort();
    };
    return { locks, steal };
  };

  it('[BROKER 11.16] tries again when a worker is killed, and the second attempt makes the one version', async () => {
    const runner = await bench.runner({ warmWorkers: 0 });
    await imported();
    const build = await bench.request(site, until());
    await working(build, 1);
    const [worker] = await workers();
    process.kill(worker ?? 0, 'SIGKILL');
    await working(build, 2);
    await open();
    const { data } = await bench.event(site, build, 'BuildSucceeded');
    expect(data).toMatchObject({ attempt: 2, version: 2 });
    expect(runner.dead()).toEqual([`process ${worker}`]);
    const starts = (await bench.log(site)).filter(({ type, data }) => type === 'BuildStarted' && data.build === build);
    expect(new Set(starts.map(({ data }) => 'fencingToken' in data && data.fencingToken)).size).toBe(1);
    // What the crashed attempt had shown is kept with what the second showed.
    const parts = await bench.blob(data.activity?.digest ?? '');
    expect(new Set(parts.map(({ attempt }) => attempt))).toEqual(new Set([1, 2]));
  });

  it('gives up after three crashes, keeps the request and goes on with the next', async () => {
    const runner = await bench.runner();
    await imported();
    const build = await bench.request(site, 'crash');
    const next = await bench.request(site, 'Next');
    const { data } = await bench.event(site, build, 'BuildFailed');
    expect(data).toMatchObject({ reason: 'attempts', attempt: 3 });
    expect(await bench.open(data.message)).toContain('Your request is kept');
    expect(runner.dead()).toHaveLength(3);
    await bench.event(site, next, 'BuildSucceeded');
  });

  it('kills the worker at once when the lock is lost and appends nothing; another runner goes on under a higher token', async () => {
    const { locks, steal } = stealable();
    await using first = await bench.runner({ warmWorkers: 0, runnerId: 'first' }, { locks });
    await imported();
    const build = await bench.request(site, until());
    await working(build, 1);
    const [worker] = await workers();
    await first.running.ready;
    const before = (await bench.log(site)).length;
    const second = bench.runner({ runnerId: 'second' });
    await steal('seen');
    await waitFor(async () => (await membersOf(worker ?? 0)).length === 0, { what: 'the worker to be dead' });
    await first.running.forcefulShutdown();
    await second;
    await bench.wake(site);
    const again = await started(build, 2);
    await open();
    const { data } = await bench.event(site, build, 'BuildSucceeded');
    const log = await bench.log(site);
    const tokens = log.flatMap((event) => (event.type === 'BuildStarted' ? [event.data.fencingToken] : []));
    expect(tokens.every((token, index) => index === 0 || token >= (tokens[index - 1] ?? 0))).toBe(true);
    expect(tokens.at(-1)).toBeGreaterThan(tokens[0] ?? 0);
    expect(log.slice(before).map(({ type }) => type)).toEqual(['BuildStarted', 'BuildSucceeded']);
    expect(again.type === 'BuildStarted' && again.data.attempt).toBe(data.attempt);
  });

  it('[BROKER 11.17] [BROKER 11.13] refuses the late report of a runner that does not know that it lost its lock', async () => {
    const { locks, steal } = stealable();
    const first = await bench.runner({ warmWorkers: 0, runnerId: 'first' }, { locks });
    await imported();
    const build = await bench.request(site, until());
    await working(build, 1);
    await steal('unseen');
    await bench.runner({ warmWorkers: 0, runnerId: 'second' });
    await bench.wake(site);
    await working(build, 2);
    await open();
    const { data } = await bench.event(site, build, 'BuildSucceeded');
    expect(data.attempt).toBe(2);
    // Either runner may have been given the second attempt; the first attempt is the one that is late.
    const late = () =>
      first.events.find((event) => event.type === 'attempt-ended' && event.build === build && event.attempt === 1);
    await waitFor(() => late() !== undefined, { what: 'the first runner to hear' });
    expect(late()).toMatchObject({ how: 'lost' });
    const ends = (await bench.log(site)).filter(({ type }) => type === 'BuildSucceeded');
    expect(ends).toHaveLength(2);
  });

  it('looks again when a busy lock must be free, and holds no slot until then', async () => {
    const held = await bench.broker.locks.acquire(`site.${site}`, { owner: 'somebody', purpose: 'a test' });
    if (held.status !== 'held') throw new Error('The lock is busy');
    const runner = await bench.runner({ concurrency: 1, lockTtlMs: 1_000 });
    await waitFor(() => runner.events.some(({ type }) => type === 'site-busy'), {
      what: 'the runner to meet the lock',
    });
    expect(runner.events.find(({ type }) => type === 'site-busy')).toMatchObject({ holder: 'somebody' });
    expect(await bench.broker.work.depth('build')).toBe(0);
    const other = await bench.site('other');
    await bench.event(other, 'other-import' as BuildId, 'BuildSucceeded');
    await held.lock.release();
    await imported();
  });

  it('drops what it has when it is told to end at once, and another runner goes on without waiting for the lock', async () => {
    const first = await bench.runner({ warmWorkers: 0 });
    await imported();
    const build = await bench.request(site, until());
    await working(build, 1);
    const [worker] = await workers();
    await first.running.forcefulShutdown();
    expect(await membersOf(worker ?? 0)).toEqual([]);
    await bench.runner();
    await started(build, 2);
    await open();
    expect((await bench.event(site, build, 'BuildSucceeded')).data.attempt).toBe(2);
  });

  it('finishes what runs and starts nothing more when it is told to drain', async () => {
    const first = await bench.runner();
    await imported();
    const build = await bench.request(site, until());
    const next = await bench.request(site, 'Next');
    await working(build, 1);
    const drained = first.running.gracefulShutdown();
    await open();
    await drained;
    await bench.event(site, build, 'BuildSucceeded');
    expect((await bench.state(site)).waiting.map((one) => one.build)).toEqual([next]);
    await bench.runner();
    await bench.event(site, next, 'BuildSucceeded');
  });

  it('[BROKER 11.12] takes no work when the locks are older than the log', async () => {
    await bench.runner();
    await imported();
    const older: Locks = { ...bench.broker.locks, nextToken: async () => 1 as never };
    const refused = bench.runner({}, { locks: older });
    await expect(refused).rejects.toThrow(LocksBehindLog);
    await expect(refused).rejects.toThrow(/pagewright locks reset/);
  });
});

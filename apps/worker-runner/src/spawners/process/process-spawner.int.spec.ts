import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../../../../../test/support/temporary-folder.ts';
import { waitFor } from '../../../../../test/support/wait-for.ts';
import type { SpawnedWorker } from '../spawner.ts';
import { DEFAULT_LIMITS, readableByAll } from './cage.ts';
import { identityOf, membersOf } from './process-identity.ts';
import { openProcessSpawner } from './process-spawner.ts';

const isRoot = process.getuid?.() === 0;
const seat = { runner: 'http://127.0.0.1:1', token: 'A'.repeat(43), silence: 60_000 };

describe('Workers as processes', () => {
  let folder: TemporaryFolder;
  const started: SpawnedWorker[] = [];

  beforeEach(async () => {
    folder = await temporaryFolder('spawner');
    await chmod(folder.path, 0o755);
  });
  afterEach(async () => {
    for (const worker of started) worker.kill('SIGKILL');
    await Promise.all(started.splice(0).map(({ exited }) => exited));
    await folder[Symbol.asyncDispose]();
  });

  /** Starts a program of the test, written beside the workers' folder where every account can read it. */
  const start = async (program: string, limits = DEFAULT_LIMITS) => {
    const path = join(folder.path, 'program.mjs');
    await writeFile(path, program, { mode: 0o644 });
    const home = join(folder.path, 'workers');
    const spawner = await openProcessSpawner({ folder: home, program: path, limits });
    const worker = await spawner.spawn(seat);
    started.push(worker);
    return { spawner, worker, home, pid: Number(worker.name.split(' ')[1]) };
  };

  it('gives a worker an empty environment, a folder of its own and its seat, and takes the folder away again', async () => {
    const { worker, home } = await start(`
      import { text } from 'node:stream/consumers';
      import { writeFileSync } from 'node:fs';
      const seat = JSON.parse(await text(process.stdin));
      writeFileSync('mine', '');
      console.error(JSON.stringify({ seat, env: Object.keys(process.env).filter((name) => name !== 'PWD').sort(), home: process.env.HOME === process.cwd(), uid: process.getuid() }));
    `);
    const mode = (await stat(home)).mode & 0o777;
    const exit = await worker.exited;
    const said = JSON.parse(exit.lastWords);
    expect(exit.code).toBe(0);
    expect(said).toMatchObject({ seat, env: ['HOME'], home: true });
    expect(mode).toBe(0o700);
    expect(await readdir(home)).toEqual(['ledger']);
    expect(await readdir(join(home, 'ledger'))).toEqual([]);
  });

  /** A program of TypeScript in two files, which says what it was started from and tries to change that. */
  const programOfTwo = async () => {
    const program = join(folder.path, 'program.ts');
    await writeFile(join(folder.path, 'word.ts'), `export const word: string = 'whole';`, { mode: 0o644 });
    await writeFile(
      program,
      `import { text } from 'node:stream/consumers';
       import { writeFileSync } from 'node:fs';
       import { word } from './word.ts';
       await text(process.stdin);
       const from: string = process.argv[1]!;
       let wrote = 'yes';
       try { writeFileSync(from, '', { flag: 'a' }); } catch (error) { wrote = error.code; }
       console.error(JSON.stringify({ word, from, wrote, uid: process.getuid() }));`,
      { mode: 0o644 },
    );
    return program;
  };
  const saidBy = async (worker: SpawnedWorker) =>
    JSON.parse((await worker.exited).lastWords) as { word: string; from: string; wrote: string; uid: number };

  it('starts workers from one file once that is made, which they can read and not write', async () => {
    const program = await programOfTwo();
    const bundles = join(folder.path, 'bundles');
    const spawner = await openProcessSpawner({ folder: join(folder.path, 'workers'), program, bundles });
    const first = await saidBy(await spawner.spawn(seat));
    expect(first).toMatchObject({ word: 'whole', from: program });
    const said = await waitFor(
      async () => {
        const words = await saidBy(await spawner.spawn(seat));
        return words.from !== program && words;
      },
      { what: 'a worker that starts from one file', timeout: 30_000 },
    );
    expect(said.word).toBe('whole');
    expect(dirname(dirname(said.from))).toBe(bundles);
    expect((await stat(said.from)).mode & 0o777).toBe(0o644);
    if (isRoot) expect(said).toMatchObject({ wrote: 'EACCES', uid: expect.toSatisfy((uid) => uid > 60_000) });

    await rm(bundles, { recursive: true });
    expect(await saidBy(await spawner.spawn(seat))).toMatchObject({ word: 'whole', from: program });
  });

  it('starts workers from their sources where no file can be kept, and says so', async () => {
    const program = await programOfTwo();
    const warn = vi.fn();
    const bundles = join(program, 'bundles');
    const spawner = await openProcessSpawner({ folder: join(folder.path, 'workers'), program, bundles, warn });
    await waitFor(() => warn.mock.calls.length > 0, { what: 'the warning', timeout: 30_000 });
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('Workers start from their sources'));
    expect(await saidBy(await spawner.spawn(seat))).toMatchObject({ word: 'whole', from: program });
  });

  it.runIf(isRoot)('runs workers of root under accounts of their own, which cannot read what is ours', async () => {
    const secret = join(folder.path, 'secret');
    await writeFile(secret, 'key', { mode: 0o600 });
    const { worker } = await start(`
      import { readFileSync } from 'node:fs';
      let read = 'nothing';
      try { read = readFileSync(${JSON.stringify(secret)}, 'utf8'); } catch (error) { read = error.code; }
      console.error(JSON.stringify({ read, uid: process.getuid(), groups: process.getgroups() }));
    `);
    const said = JSON.parse((await worker.exited).lastWords);
    expect(said.read).toBe('EACCES');
    expect(said.uid).toBeGreaterThan(60_000);
    expect(said.groups).toEqual([said.uid]);
  });

  it('ends a worker that takes more memory, processor time or file than it may', async () => {
    const memory = await start('const all = []; for (;;) all.push(Buffer.alloc(16 * 1024 * 1024, 1));', {
      ...DEFAULT_LIMITS,
      memory: 512 * 1024 * 1024,
    });
    expect((await memory.worker.exited).code).not.toBe(0);
    const time = await start('for (;;) Math.sqrt(2);', { ...DEFAULT_LIMITS, cpuSeconds: 1 });
    expect((await time.worker.exited).signal).toMatch(/SIGXCPU|SIGKILL/);
    const file = await start(
      "import { writeFileSync } from 'node:fs'; process.on('SIGXFSZ', () => {}); writeFileSync('big', Buffer.alloc(4 * 1024 * 1024));",
      { ...DEFAULT_LIMITS, fileSize: 1024 * 1024 },
    );
    expect(await file.worker.exited).toMatchObject({ lastWords: expect.stringContaining('EFBIG') });
  });

  it('ends what a worker started together with it', async () => {
    const { worker, pid } = await start(`
      import { spawn } from 'node:child_process';
      spawn('/bin/sleep', ['600'], { stdio: 'inherit' });
      setInterval(() => {}, 1000);
    `);
    await waitFor(async () => (await membersOf(pid)).length === 2, { what: 'the child of the worker' });
    worker.kill('SIGKILL');
    expect((await worker.exited).signal).toBe('SIGKILL');
    expect(await membersOf(pid)).toEqual([]);
  });

  it('ends what a worker left when it crashed', async () => {
    const { worker, pid } = await start(`
      import { spawn } from 'node:child_process';
      spawn('/bin/sleep', ['600'], { stdio: 'ignore' }).once('spawn', () => process.exit(3));
    `);
    expect((await worker.exited).code).toBe(3);
    expect(await membersOf(pid)).toEqual([]);
  });

  it.runIf(!isRoot || readableByAll(process.execPath))(
    'removes also the folders that a worker under our own account has closed',
    async () => {
      await using own = await temporaryFolder('closed-folders');
      await chmod(own.path, 0o777);
      const program = join(own.path, 'program.mjs');
      await writeFile(
        program,
        `import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
       mkdirSync('a/b', { recursive: true });
       writeFileSync('a/b/file', '');
       chmodSync('a/b', 0);
       chmodSync('a', 0);`,
      );
      const runner = spawn(
        process.execPath,
        [
          '--input-type=module',
          '-e',
          `import { readdirSync } from 'node:fs';
         import { openProcessSpawner } from ${JSON.stringify(new URL('./process-spawner.ts', import.meta.url).href)};
         // An account to which closed folders are closed, as root is none.
         if (process.getuid() === 0) process.setuid(60_599);
         const folder = ${JSON.stringify(join(own.path, 'workers'))};
         const spawner = await openProcessSpawner({ folder, program: ${JSON.stringify(program)} });
         const { code } = await (await spawner.spawn(${JSON.stringify(seat)})).exited;
         console.log(JSON.stringify([code, readdirSync(folder)]));`,
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      expect(JSON.parse(await text(runner.stdout))).toEqual([0, ['ledger']]);
    },
  );

  it('reaps the workers of a runner that was killed, and leaves those of one that lives', async () => {
    const mine = await start('setInterval(() => {}, 1000);');
    const runner = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { openProcessSpawner } from ${JSON.stringify(new URL('./process-spawner.ts', import.meta.url).href)};
         const spawner = await openProcessSpawner(${JSON.stringify({ folder: mine.home, program: join(folder.path, 'program.mjs') })});
         const worker = await spawner.spawn(${JSON.stringify(seat)});
         console.log(worker.name.split(' ')[1]);
         setInterval(() => {}, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = await once(runner.stdout, 'data');
    const orphan = Number(String(line));
    expect(await mine.spawner.reap()).toBe(0);
    runner.kill('SIGKILL');
    await once(runner, 'exit');
    expect(await membersOf(orphan)).toEqual([orphan]);

    expect(await mine.spawner.reap()).toBe(1);
    expect(await membersOf(orphan)).toEqual([]);
    expect(await identityOf(mine.pid)).toBeDefined();
    expect(await mine.spawner.reap()).toBe(0);
  });

  it('never touches a stranger that has got the number of a worker', async () => {
    const { spawner, home } = await start('setInterval(() => {}, 1000);');
    const stranger = spawn('/bin/sleep', ['600'], { detached: true, stdio: 'ignore' });
    try {
      await once(stranger, 'spawn');
      const dead = { pid: 2 ** 22 - 1, identity: 'another boot/1' };
      const entry = {
        worker: { pid: stranger.pid, identity: 'another boot/7', folder: join(home, 'worker-x') },
        runner: dead,
      };
      await writeFile(join(home, 'ledger', `${stranger.pid}.json`), JSON.stringify(entry));
      await writeFile(join(home, 'ledger', '77777.json'), '{"worker":');
      expect(await spawner.reap()).toBe(0);
      expect(await identityOf(stranger.pid ?? 0)).toBeDefined();
      expect(
        JSON.parse(await readFile(join(home, 'ledger', (await readdir(join(home, 'ledger')))[0] ?? ''), 'utf8')),
      ).toMatchObject({
        runner: { pid: process.pid },
      });
    } finally {
      stranger.kill('SIGKILL');
      await once(stranger, 'exit');
    }
  });
});

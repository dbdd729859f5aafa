import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startProgram, type RunningProgram } from '../../test/support/program.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { startTimeOf } from './process-identity.mjs';
import { takeStartLock } from './start-lock.mjs';

describe('The lock of a data folder', () => {
  it('is refused while its holder runs, and free again when that has let go', async () => {
    await using folder = await temporaryFolder('lock');
    const lock = await takeStartLock(folder.path);
    await expect(takeStartLock(folder.path)).rejects.toThrow(/already runs on .* \(process \d+ since /);
    await lock.tellAddress('http://127.0.0.1:4400');
    await expect(takeStartLock(folder.path)).rejects.toThrow(/ at http:\/\/127\.0\.0\.1:4400 /);
    lock.release();
    const next = await takeStartLock(folder.path);
    expect(next.takenOver).toBe(false);
    next.release();
    expect(await readdir(folder.path)).toEqual(['start-2.lock']);
  });

  it.each([
    ['of a process that is gone', async () => JSON.stringify({ pid: 2 ** 22 + 1, startTime: 'boot:1', since: 'then' })],
    [
      'whose pid another process has now',
      async () => JSON.stringify({ pid: process.pid, startTime: 'boot:1', since: 'then' }),
    ],
    ['that a power cut left half written', async () => '{"pid": 12'],
  ])('is taken over when it is one %s', async (_, text) => {
    await using folder = await temporaryFolder('lock');
    await writeFile(join(folder.path, 'start-1.lock'), await text());
    const lock = await takeStartLock(folder.path);
    expect(lock.takenOver).toBe(true);
    const holder = JSON.parse(await readFile(join(folder.path, 'start-2.lock'), 'utf8'));
    expect(holder).toMatchObject({ pid: process.pid, startTime: await startTimeOf(process.pid) });
    lock.release();
  });

  it('goes to exactly one of several that find it stale at once', async () => {
    await using folder = await temporaryFolder('lock');
    const script = join(folder.path, 'take.mjs');
    await writeFile(script, TAKE);
    await writeFile(join(folder.path, 'start-1.lock'), '{"pid": 0}');
    // After the first round the stale lock is that of a winner who was killed.
    for (let round = 0; round < 5; round++) {
      const at = String(Date.now() + 400);
      const takers: RunningProgram[] = Array.from({ length: 6 }, () =>
        startProgram(process.execPath, [script, join(import.meta.dirname, 'start-lock.mjs'), folder.path, at]),
      );
      const said = await Promise.all(takers.map(async (taker) => (await taker.prints(/took|refused/))[0]));
      for (const taker of takers) await taker[Symbol.asyncDispose]();
      expect(said.toSorted()).toEqual([...Array<string>(5).fill('refused'), 'took']);
    }
  });
});

/** Takes the lock at the moment that is named, and stays. */
const TAKE = `
  const [module, folder, at] = process.argv.slice(2);
  const { takeStartLock } = await import(module);
  while (Date.now() < Number(at));
  await takeStartLock(folder).then(() => console.log('took'), (error) => console.log('refused', error.message));
  setInterval(() => {}, 1000);
`;

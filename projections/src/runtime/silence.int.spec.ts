import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { startProgram } from '../../../test/support/program.ts';
import { useDoor } from '../../test/doors.ts';
import { ledger, ledgerRows } from '../../test/ledger.ts';
import { STANDBY_MS, eventually, logOf, notesIn, numbered, start, stateOf } from '../../test/running-ledger.ts';
import { LOOKS } from './silence.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const SLEEPER = join(import.meta.dirname, '../../test/sleeper.ts');

describe('a projector that stands by', () => {
  const door = useDoor('postgresql');

  it('takes over from a process that was stopped inside a batch; that one wakes and changes nothing', async () => {
    const database = await door.fresh();
    const log = logOf(...numbered(1, 30));
    const words = [door.address(), '30', '10', String(STANDBY_MS)];
    await using sleeper = startProgram(process.execPath, [SLEEPER, ...words]);
    await sleeper.prints(/inside/, 30_000);
    sleeper.kill('SIGSTOP');

    const awake = await start(database, log, ledger());
    await awake.reach(await log.last());
    expect(stateOf(awake)).toMatchObject({ state: 'active' });
    const rows = await ledgerRows(database.db);
    expect(rows.map(({ note }) => note)).toEqual(numbered(1, 30));

    sleeper.kill('SIGCONT');
    await sleeper.prints(/retrying[^]*standing-by/, 30_000);
    expect(await ledgerRows(database.db)).toEqual(rows);
    expect(stateOf(awake)).toMatchObject({ state: 'active' });
  });

  it('leaves one alone that is long inside a batch', async () => {
    const database = await door.fresh();
    const log = logOf('a', 'b');
    let batches = 0;
    let end = () => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    const written = () => {
      batches += 1;
      return ended;
    };
    const first = await start(database, log, ledger({ written }));
    await eventually(() => expect(batches).toBe(1));
    const second = await start(await door.second(), log, ledger());
    await eventually(() => expect(stateOf(second)).toMatchObject({ state: 'standing-by' }));
    await pause(LOOKS * STANDBY_MS * 4);
    end();
    await first.reach(await log.last());
    expect(batches).toBe(1);
    expect(await notesIn(database)).toEqual(['a', 'b']);
    expect(stateOf(second)).toMatchObject({ state: 'standing-by' });
  });
});

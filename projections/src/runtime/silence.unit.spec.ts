import { describe, expect, it } from 'vitest';
import { type Holder, processLocks } from '../database/activity-locks.ts';
import { LOOKS, createSilence } from './silence.ts';

const silent: Holder = { backend: 7, lastWord: '10:00' };
const connection = undefined as never;

/** Shows each holder in turn, the last one for ever; answers after how many looks one was ended. */
const endedAfter = async (holders: readonly (Holder | undefined)[], looks: number): Promise<readonly number[]> => {
  const ended: number[] = [];
  let look = 0;
  const silence = createSilence(
    {
      ...processLocks(),
      holder: async () => holders[Math.min(look, holders.length - 1)],
      end: async () => void ended.push(look + 1),
    },
    'projection/sites/1',
  );
  for (; look < looks; look += 1) await silence.look(connection);
  return ended;
};

describe('A holder of the activity lock', () => {
  it('is ended when it has said nothing for so many looks, and not before', async () => {
    expect(await endedAfter([silent], LOOKS)).toEqual([]);
    expect(await endedAfter([silent], LOOKS + 1)).toEqual([LOOKS + 1]);
  });

  it('is left alone while it says something now and then', async () => {
    const words = Array.from({ length: 40 }, (_, look) => ({
      backend: 7,
      lastWord: `10:0${Math.floor(look / LOOKS)}`,
    }));
    expect(await endedAfter(words, 40)).toEqual([]);
  });

  it('is left alone while the server works for it, however long that takes', async () => {
    expect(await endedAfter([{ backend: 7, lastWord: null }], 40)).toEqual([]);
  });

  it('is another one when another has the lock', async () => {
    const turns = Array.from({ length: LOOKS }, (_, look) => ({ backend: look, lastWord: '10:00' }));
    expect(await endedAfter([...turns, undefined, silent], LOOKS * 2)).toEqual([]);
  });
});

import { describe, expect, it, vi } from 'vitest';
import { DUE, withReminders } from './reminders.ts';

const MS = 5;

/** Items handed over by hand, one by one. */
const hand = () => {
  const waiting: ((item: IteratorResult<string>) => void)[] = [];
  const failures: ((error: Error) => void)[] = [];
  const returned = vi.fn<() => void>();
  return {
    returned,
    give: (value: string) => waiting.shift()?.({ value, done: false }),
    fail: (error: Error) => failures.shift()?.(error),
    source: {
      [Symbol.asyncIterator]: () => ({
        next: () =>
          new Promise<IteratorResult<string>>((resolve, reject) => {
            waiting.push(resolve);
            failures.push(reject);
          }),
        return: async () => {
          returned();
          return { value: undefined, done: true as const };
        },
      }),
    },
  };
};

describe('reminders', () => {
  it('come while nothing does and somebody wants to know, and lose nothing of what comes after', async () => {
    const { give, source, returned } = hand();
    let isWanted = true;
    const read = withReminders(source, MS, () => isWanted);
    expect((await read.next()).value).toBe(DUE);
    expect((await read.next()).value).toBe(DUE);
    isWanted = false;
    const next = read.next();
    give('a');
    expect((await next).value).toBe('a');
    await read.return(undefined);
    expect(returned).toHaveBeenCalledOnce();
  });

  it('come also where something comes all the time', async () => {
    const busy = async function* () {
      for (let item = 0; ; item += 1) yield item;
    };
    const seen: unknown[] = [];
    for await (const item of withReminders(busy(), MS, () => true)) {
      seen.push(item);
      if (item === DUE) break;
    }
    expect(seen.slice(0, -1)).toEqual(Array.from({ length: seen.length - 1 }, (_, item) => item));
    expect(seen.at(-1)).toBe(DUE);
  });

  it('hand on the failure of what they wait for', async () => {
    const { fail, source } = hand();
    const read = withReminders(source, MS, () => true);
    expect((await read.next()).value).toBe(DUE);
    const next = read.next();
    fail(new Error('gone'));
    await expect(next).rejects.toThrow('gone');
  });
});

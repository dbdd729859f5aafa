import { describe, expect, it, vi } from 'vitest';
import { PAUSE, withPauses } from './pauses.ts';

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

describe('pauses', () => {
  it('come while nothing does and somebody wants to know, and lose nothing of what comes after', async () => {
    const { give, source, returned } = hand();
    let isWanted = true;
    const read = withPauses(source, MS, () => isWanted);
    expect((await read.next()).value).toBe(PAUSE);
    expect((await read.next()).value).toBe(PAUSE);
    isWanted = false;
    const next = read.next();
    give('a');
    expect((await next).value).toBe('a');
    await read.return(undefined);
    expect(returned).toHaveBeenCalledOnce();
  });

  it('hand on the failure of what they wait for', async () => {
    const { fail, source } = hand();
    const read = withPauses(source, MS, () => true);
    expect((await read.next()).value).toBe(PAUSE);
    const next = read.next();
    fail(new Error('gone'));
    await expect(next).rejects.toThrow('gone');
  });
});

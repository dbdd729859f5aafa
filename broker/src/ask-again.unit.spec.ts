import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { askAgain } from './ask-again.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

it('takes the answer to its first question, however slow, and asks no more then', async () => {
  let asked = 0;
  const answering = askAgain(async () => {
    asked += 1;
    const own = asked;
    await after(400);
    return own;
  }, 250);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await answering).toBe(1);
  expect(asked).toBe(2);
});

it('gets through when its first questions were lost', async () => {
  let asked = 0;
  const answering = askAgain(async () => {
    asked += 1;
    if (asked < 4) await after(60_000);
    return 'heard';
  }, 250);
  await vi.advanceTimersByTimeAsync(751);
  expect(await answering).toBe('heard');
});

it('ends when the time of the first question is over', async () => {
  const asking = askAgain(async () => {
    await after(2_000);
    throw new Error('time-out');
  }, 250);
  const ended = expect(asking).rejects.toThrow('time-out');
  await vi.advanceTimersByTimeAsync(10_000);
  await ended;
  expect(vi.getTimerCount()).toBe(0);
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pauseUnless } from './running.ts';

describe('a pause', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('ends by itself, or at once when it is told to, and leaves no timer behind', async () => {
    const ending = new AbortController();
    const whole = pauseUnless(ending.signal, 60_000);
    await vi.advanceTimersByTimeAsync(60_000);
    await whole;
    const cut = pauseUnless(ending.signal, 60_000);
    expect(vi.getTimerCount()).toBe(1);
    ending.abort();
    await cut;
    await pauseUnless(ending.signal, 60_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});

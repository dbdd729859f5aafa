import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SiteQueue } from './site-queue.ts';

describe('The queue of sites', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const queueOf = (work: (site: string) => Promise<void>, concurrency = 2) => {
    const pauses: number[] = [];
    const queue = new SiteQueue({
      work,
      concurrency,
      firstPauseMs: 100,
      longestPauseMs: 1_000,
      onFailure: (_site, _error, pauseMs) => pauses.push(pauseMs),
    });
    return { queue, pauses };
  };

  it('works on a site once for many additions in a row', async () => {
    const work = vi.fn(async () => undefined);
    const { queue } = queueOf(work);
    for (let count = 0; count < 10; count += 1) queue.add('docs');
    await queue.tried();
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('works on a site again when it was added while it ran', async () => {
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let runs = 0;
    const { queue } = queueOf(() => gates[runs++]?.promise ?? Promise.resolve());
    queue.add('docs');
    await vi.advanceTimersByTimeAsync(0);
    expect(runs).toBe(1);
    queue.add('docs');
    await vi.advanceTimersByTimeAsync(0);
    expect(runs).toBe(1);
    gates[0]?.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(runs).toBe(2);
    gates[1]?.resolve();
    await queue.tried();
    expect(runs).toBe(2);
  });

  it('works on so many sites at once and no more', async () => {
    let running = 0;
    let most = 0;
    const { queue } = queueOf(async () => {
      most = Math.max(most, (running += 1));
      await Promise.resolve();
      running -= 1;
    }, 3);
    for (let site = 0; site < 20; site += 1) queue.add(`site-${site}`);
    await queue.tried();
    expect(most).toBe(3);
  });

  it('tries again after pauses that double up to the longest', async () => {
    const { queue, pauses } = queueOf(() => Promise.reject(new Error('no')));
    queue.add('docs');
    await vi.advanceTimersByTimeAsync(10_000);
    await queue.close();
    const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0, sixth = 0] = pauses;
    expect(pauses.length).toBeGreaterThan(8);
    for (const [pause, whole] of [
      [first, 100],
      [second, 200],
      [third, 400],
      [fourth, 800],
      [fifth, 1_000],
      [sixth, 1_000],
    ] as const) {
      expect(pause).toBeGreaterThanOrEqual(0.74 * whole);
      expect(pause).toBeLessThanOrEqual(whole);
    }
  });

  it('calls everything tried while a failed site pauses', async () => {
    const { queue } = queueOf(async (site) => {
      if (site === 'bad') throw new Error('no');
    });
    queue.add('bad');
    queue.add('good');
    await queue.tried();
    await queue.close();
  });

  it('works on a pausing site at once when it is added', async () => {
    const work = vi.fn(() => Promise.reject(new Error('no')));
    const { queue } = queueOf(work);
    queue.add('docs');
    await queue.tried();
    queue.add('docs');
    await queue.tried();
    expect(work).toHaveBeenCalledTimes(2);
    await queue.close();
  });

  it('begins nothing after it was closed, and waits for what runs', async () => {
    const gate = Promise.withResolvers<void>();
    const done: string[] = [];
    const { queue } = queueOf(async (site) => {
      await gate.promise;
      done.push(site);
    }, 1);
    queue.add('running');
    queue.add('waiting');
    await vi.advanceTimersByTimeAsync(0);
    const closing = queue.close();
    queue.add('late');
    gate.resolve();
    await closing;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(done).toEqual(['running']);
  });
});

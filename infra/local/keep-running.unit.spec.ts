import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepRunning, type Instance } from './keep-running.mjs';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('A program that is kept running', () => {
  it('waits 1 s after its first death, twice as long after each further one, and never above 30 s', async () => {
    const { delays, die } = keep();
    for (let i = 0; i < 7; i++) {
      await die('exit code 1', 1);
      await vi.advanceTimersByTimeAsync(30_000);
    }
    expect(delays()).toEqual([1, 2, 4, 8, 16, 30, 30]);
  });

  it('waits 1 s again after a life of a minute', async () => {
    const { delays, die } = keep();
    await die('exit code 1', 1);
    await vi.advanceTimersByTimeAsync(1000);
    await vi.advanceTimersByTimeAsync(60_000);
    await die('SIGKILL', null);
    expect(delays()).toEqual([1, 1]);
  });

  it('is tried again when it cannot even be started', async () => {
    const { delays, starts, refuse } = keep();
    refuse(new Error('no such program'));
    await vi.advanceTimersByTimeAsync(0);
    await starts.at(-1)?.end('exit code 1', 1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(delays().slice(0, 2)).toEqual([1, 2]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(starts).toHaveLength(2);
  });

  it('is not started again when it says that it was told something wrong', async () => {
    const { kept, starts, misconfigured, die, delays } = keep();
    await die('exit code 78', 78);
    await kept.promise;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(misconfigured).toHaveBeenCalledOnce();
    expect([starts.length, delays()]).toEqual([1, []]);
  });

  it('is asked to end, and killed when it does not', async () => {
    const { kept, starts } = keep();
    await vi.advanceTimersByTimeAsync(0);
    const stopped = kept.gracefulShutdown(10_000);
    expect(starts[0]?.signals).toEqual(['SIGTERM']);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(starts[0]?.signals).toEqual(['SIGTERM', 'SIGKILL']);
    await starts[0]?.end('SIGKILL', null);
    await stopped;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(starts).toHaveLength(1);
  });

  it('is not started again when it was stopped while it waited, and may be stopped twice', async () => {
    const { kept, starts, die } = keep();
    await die('exit code 1', 1);
    await kept.gracefulShutdown(10_000);
    await kept.gracefulShutdown(10_000);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(starts).toHaveLength(1);
  });
});

interface FakeInstance extends Instance {
  readonly signals: string[];
  end(how: string, code: number | null): Promise<void>;
}

const keep = () => {
  const starts: FakeInstance[] = [];
  const warnings: string[] = [];
  const misconfigured = vi.fn();
  let refusal: Error | undefined;
  const kept = keepRunning({
    name: 'api',
    warn: (line) => warnings.push(line),
    onMisconfigured: misconfigured,
    start: async () => {
      if (refusal) {
        const error = refusal;
        refusal = undefined;
        throw error;
      }
      const instance = fakeInstance();
      starts.push(instance);
      return instance;
    },
  });
  return {
    kept,
    starts,
    misconfigured,
    /** The next start throws. */
    refuse: (error: Error) => (refusal = error),
    die: async (how: string, code: number | null) => {
      await vi.advanceTimersByTimeAsync(0);
      await starts.at(-1)?.end(how, code);
      await vi.advanceTimersByTimeAsync(0);
    },
    delays: () => warnings.flatMap((line) => /again in (\S+) s/.exec(line)?.[1] ?? []).map(Number),
  };
};

const fakeInstance = (): FakeInstance => {
  const { promise, resolve } = Promise.withResolvers<{ code: number | null; how: string }>();
  const signals: string[] = [];
  return {
    pid: 1,
    exited: promise,
    signals,
    kill: (signal) => void signals.push(signal),
    end: async (how, code) => resolve({ code, how }),
  };
};

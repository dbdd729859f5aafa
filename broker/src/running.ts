import type { Running } from '@pagewright/kernel';

export interface Stops {
  /** Take nothing new. */
  readonly draining: AbortSignal;
  /** Drop what there is; implies `draining`. */
  readonly dropping: AbortSignal;
}

/** Something long-lived from its work, which resolves soon after it is told to stop and rejects on a fault. */
export const running = (work: (stops: Stops, ready: () => void) => Promise<void>): Running => {
  const drain = new AbortController();
  const drop = new AbortController();
  const ready = Promise.withResolvers<void>();
  const finished = work({ draining: drain.signal, dropping: drop.signal }, () => ready.resolve());
  finished.then(
    () => ready.resolve(),
    (error: unknown) => ready.reject(error),
  );
  // Whoever cares holds on to the promises; a fault that nobody awaits must not end the process.
  ready.promise.catch(() => undefined);
  const ended = finished.catch(() => undefined);
  const gracefulShutdown = async () => {
    drain.abort();
    await ended;
  };
  return {
    ready: ready.promise,
    finished,
    gracefulShutdown,
    forcefulShutdown: async () => {
      drain.abort();
      drop.abort();
      await ended;
    },
    [Symbol.asyncDispose]: gracefulShutdown,
  };
};

/** Resolves when the signal aborts, at once if it has. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Resolves after so many milliseconds, or when the signal aborts, and leaves neither a timer nor a listener behind. */
export const pauseUnless = (signal: AbortSignal | undefined, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
    if (signal?.aborted) done();
  });

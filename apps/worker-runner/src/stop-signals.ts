import type { Running } from '@pagewright/kernel';

/** Whoever asks us to stop waits about this long before he uses force. */
const PATIENCE_MS = 8_000;

/**
 * The first SIGTERM or SIGINT drains: running attempts may finish for a few seconds, what is left is dropped and goes
 * on elsewhere. The second drops at once. Resolves when all has ended; rejects when something ended by a fault.
 */
export const untilStopped = async (all: readonly Running[]): Promise<void> => {
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  let dropping: Promise<unknown> | undefined;
  const drop = (): Promise<unknown> => (dropping ??= Promise.all(all.map((each) => each.forcefulShutdown())));
  let signals = 0;
  const onSignal = (): void => {
    signals += 1;
    if (signals === 1) resolve();
    else void drop();
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  try {
    await Promise.race([asked, ...all.map(({ finished }) => finished)]);
    const timer = setTimeout(() => void drop(), PATIENCE_MS);
    await Promise.all(all.map((each) => each.gracefulShutdown()));
    clearTimeout(timer);
    await dropping;
  } finally {
    process.off('SIGTERM', onSignal).off('SIGINT', onSignal);
  }
};

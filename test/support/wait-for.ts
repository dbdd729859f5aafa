import { setTimeout as wait } from 'node:timers/promises';

export interface WaitOptions {
  /** Said when the time is over: "the preview to be served". */
  readonly what: string;
  /** In milliseconds; 10 s when left out. */
  readonly timeout?: number;
  /** Between two looks, in milliseconds; 20 when left out. */
  readonly every?: number;
}

/**
 * Looks until the condition answers something true, and answers that. A look that throws counts as "not yet"; its
 * error becomes the cause when the time is over.
 */
export const waitFor = async <T>(
  condition: () => T | Promise<T>,
  { what, timeout = 10_000, every = 20 }: WaitOptions,
): Promise<Exclude<T, undefined | null | false | 0 | ''>> => {
  const deadline = performance.now() + timeout;
  let cause: unknown;
  for (;;) {
    try {
      const found = await condition();
      if (found) return found as Exclude<T, undefined | null | false | 0 | ''>;
      cause = undefined;
    } catch (raw) {
      cause = raw;
    }
    if (performance.now() > deadline) throw new Error(`Waited ${timeout} ms in vain for ${what}`, { cause });
    await wait(every);
  }
};

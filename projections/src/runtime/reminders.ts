/** What was wanted has been wanted for long enough. */
export const DUE = Symbol('due');

/** What the source brings, and `DUE` between it wherever something has been wanted for so long, whether anything comes or not. */
export async function* withReminders<Item>(
  source: AsyncIterable<Item>,
  ms: number,
  isWanted: () => boolean,
): AsyncGenerator<Item | typeof DUE> {
  const items = source[Symbol.asyncIterator]();
  let next = items.next();
  let wantedSince = Infinity;
  try {
    for (;;) {
      wantedSince = isWanted() ? Math.min(wantedSince, performance.now()) : Infinity;
      const found = wantedSince === Infinity ? await next : await within(next, wantedSince + ms - performance.now());
      if (found === DUE) {
        wantedSince = Infinity;
        yield DUE;
        continue;
      }
      if (found.done) return;
      yield found.value;
      next = items.next();
    }
  } finally {
    // It answers when the source does, which nobody waits for any more.
    next.catch(() => undefined);
    items.return?.().catch(() => undefined);
  }
}

const within = async <Result>(work: Promise<Result>, ms: number): Promise<Result | typeof DUE> => {
  // Where something is there each time, a race would never be lost to the clock.
  if (ms <= 0) return DUE;
  const { promise, resolve } = Promise.withResolvers<typeof DUE>();
  const timer = setTimeout(() => resolve(DUE), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
};

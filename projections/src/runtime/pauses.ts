/** Nothing came for a while. */
export const PAUSE = Symbol('pause');

/** What the source brings, and a pause wherever nothing came within the time while somebody wants to know of it. */
export async function* withPauses<Item>(
  source: AsyncIterable<Item>,
  ms: number,
  isWanted: () => boolean,
): AsyncGenerator<Item | typeof PAUSE> {
  const items = source[Symbol.asyncIterator]();
  let next = items.next();
  try {
    for (;;) {
      const found = isWanted() ? await within(next, ms) : await next;
      if (found === PAUSE) {
        yield PAUSE;
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

const within = async <Result>(work: Promise<Result>, ms: number): Promise<Result | typeof PAUSE> => {
  const { promise, resolve } = Promise.withResolvers<typeof PAUSE>();
  const timer = setTimeout(() => resolve(PAUSE), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
};

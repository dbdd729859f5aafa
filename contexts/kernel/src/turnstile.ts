/**
 * Lets the callers of one name in one after the other, within this process: writers of one stream would only conflict.
 * Several names are taken in sorted order, so two callers never wait for each other.
 */
export const createTurnstile = () => {
  const tails = new Map<string, Promise<void>>();

  return async <Result>(names: readonly string[], work: () => Promise<Result>): Promise<Result> => {
    const leave: (() => void)[] = [];
    for (const name of [...new Set(names)].toSorted()) {
      const before = tails.get(name);
      let release = (): void => undefined;
      const tail = new Promise<void>((resolve) => (release = resolve));
      tails.set(name, tail);
      leave.push(() => {
        release();
        if (tails.get(name) === tail) tails.delete(name);
      });
      if (before) await before;
    }
    try {
      return await work();
    } finally {
      for (const one of leave) one();
    }
  };
};

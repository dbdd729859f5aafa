/** Lets so many in at once; the others wait in the order in which they came. */
export const createGate = (width: number) => {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (inside >= width) await new Promise<void>((resolve) => waiting.push(resolve));
    else inside += 1;
    try {
      return await work();
    } finally {
      // Whoever waits takes over the place, so the number inside stays.
      const next = waiting.shift();
      if (next) next();
      else inside -= 1;
    }
  };
};

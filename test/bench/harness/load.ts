/**
 * Has so many callers work until the time is over and answers how often the work was done per second. Work that is
 * under way at the end counts with its time.
 */
export const rateOf = async (
  callers: number,
  seconds: number,
  work: (caller: number, turn: number) => Promise<unknown>,
): Promise<number> => {
  const began = performance.now();
  const until = began + seconds * 1_000;
  let done = 0;
  const call = async (caller: number): Promise<void> => {
    for (let turn = 0; performance.now() < until; turn += 1) {
      await work(caller, turn);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  return done / ((performance.now() - began) / 1_000);
};

/** Does so many things with at most so many under way, and answers how many per second. */
export const throughput = async (
  count: number,
  callers: number,
  work: (index: number) => Promise<unknown>,
): Promise<number> => {
  const began = performance.now();
  let next = 0;
  const call = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await work(next - 1);
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  return count / ((performance.now() - began) / 1_000);
};

/** Milliseconds that the work took. */
export const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

/** Milliseconds of each of so many works, one after the other. */
export const latencies = async (count: number, work: (index: number) => Promise<unknown>): Promise<number[]> => {
  const samples: number[] = [];
  for (let index = 0; index < count; index += 1) samples.push(await timed(() => work(index)));
  return samples;
};

/**
 * Begins work at fixed times, however long the work before takes, so that a pause of the system is not left out of the
 * figures (coordinated omission). Resolves when all has ended.
 * @throws the first failure, at once
 */
export const atRate = async (perSecond: number, count: number, work: (index: number) => Promise<unknown>) => {
  const began = performance.now();
  const failed = Promise.withResolvers<never>();
  const under: Promise<unknown>[] = [];
  for (let index = 0; index < count; index += 1) {
    const wait = began + (index * 1_000) / perSecond - performance.now();
    if (wait > 0) await Promise.race([failed.promise, new Promise((resolve) => setTimeout(resolve, wait))]);
    under.push(work(index).catch(failed.reject));
  }
  await Promise.race([failed.promise, Promise.all(under)]);
};

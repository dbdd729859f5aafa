/** Time as the memory adapters see it; milliseconds since 1970. */
export interface Clock {
  now(): number;
  /** Calls back once, unless cancelled by the function that it returns. */
  after(ms: number, callback: () => void): () => void;
}

export const REAL_CLOCK: Clock = {
  now: Date.now,
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

export interface VirtualClock extends Clock {
  /** Moves time on, calling what is due in order, and lets the work that it sets off run in between. */
  advance(ms: number): Promise<void>;
}

/** Time that stands still until a test moves it. */
export const createVirtualClock = (start = Date.UTC(2026, 0, 1)): VirtualClock => {
  let time = start;
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => time,
    after: (ms, callback) => {
      const timer = { at: time + ms, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance: async (ms) => {
      const until = time + ms;
      await settle();
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at);
        if (!next) break;
        timers.delete(next);
        time = Math.max(time, next.at);
        next.callback();
        await settle();
      }
      time = until;
      await settle();
    },
  };
};

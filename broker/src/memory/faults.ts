import type { Clock } from './clock.ts';

/**
 * What can go wrong between a program and a broker, as the memory adapters can make it go wrong:
 * - `ack-lost`: it was done, the answer never came
 * - `request-lost`: it was not done, and no answer came
 * - `late`: no answer came, and it is done later, if its expectation still holds then
 * - `delay`: the answer comes late
 * - `stale-read`: a read misses what was stored last
 * - `redelivery`: something is delivered again, also after it was done, and out of order
 */
export type Fault = 'ack-lost' | 'request-lost' | 'late' | 'delay' | 'stale-read' | 'redelivery';

export interface Faults {
  /** Whether the fault happens at this occasion. */
  strikes(fault: Fault): boolean;
}

export const NO_FAULTS: Faults = { strikes: () => false };

/** The named fault at the given occasions, counted from 0. */
export const faultAt = (fault: Fault, ...occasions: readonly number[]): Faults => {
  let seen = 0;
  return { strikes: (kind) => kind === fault && occasions.includes(seen++) };
};

/** The named faults at about the given share of their occasions, the same ones for the same seed. */
export const randomFaults = (seed: number, shares: Readonly<Partial<Record<Fault, number>>>): Faults => {
  const random = createRandom(seed);
  return { strikes: (fault) => random() < (shares[fault] ?? 0) };
};

/** Numbers from 0 up to 1 that repeat for a seed (mulberry32, T. Ettinger, public domain). */
export const createRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Pauses under the fault `delay`, and at least lets others run. */
export const maybeDelay = (faults: Faults, clock: Clock): Promise<void> =>
  new Promise((resolve) => {
    if (faults.strikes('delay')) clock.after(5, resolve);
    else queueMicrotask(resolve);
  });

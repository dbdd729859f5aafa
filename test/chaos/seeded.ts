/** Numbers that a seed decides: mulberry32 (Tommy Ettinger, public domain). What is decided once is decided again. */
export interface Chance {
  /** At least 0, less than 1. */
  next(): number;
  below(count: number): number;
  between(least: number, most: number): number;
  oneOf<T>(choices: readonly [T, ...T[]]): T;
  /** A chance of its own, so that one who draws more often changes nothing for the others. */
  fork(): Chance;
}

export const seeded = (seed: number): Chance => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    below,
    between: (least, most) => least + next() * (most - least),
    oneOf: (choices) => choices[below(choices.length)] ?? choices[0],
    fork: () => seeded(below(0x7fff_ffff)),
  };
};

/** What came of the rounds of one side. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** A bound on the median of our own figure, or of the ratio of ours to the peer's of the same round. */
export type Goal =
  | { readonly of: 'ratio' | 'ours'; readonly atLeast: number }
  | { readonly of: 'ratio' | 'ours'; readonly atMost: number };

/** @throws RangeError without values */
export const spreadOf = (values: readonly number[]): Spread => {
  if (values.length === 0) throw new RangeError('Nothing was measured');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = at(sorted, middle);
  return {
    median: sorted.length % 2 === 1 ? upper : (at(sorted, middle - 1) + upper) / 2,
    min: at(sorted, 0),
    max: at(sorted, sorted.length - 1),
  };
};

/**
 * Ours by the peer's, round by round: what slows the machine for a while slows both halves of a round, so the ratio of
 * a round says more than the ratio of two medians.
 * @throws RangeError when the sides have not as many rounds, or a peer's figure is 0
 */
export const ratiosOf = (ours: readonly number[], peers: readonly number[]): readonly number[] => {
  if (ours.length !== peers.length) throw new RangeError(`${ours.length} rounds of ours, ${peers.length} of the peer`);
  return ours.map((value, round) => {
    const peer = at(peers, round);
    if (peer === 0) throw new RangeError(`The peer's figure of round ${round + 1} is 0`);
    return value / peer;
  });
};

/** The smallest sample that at least this share (0 to 1) of the samples does not exceed: nearest rank, nothing invented. */
export const percentile = (samples: readonly number[], share: number): number => {
  if (samples.length === 0) throw new RangeError('Nothing was measured');
  const sorted = samples.toSorted((a, b) => a - b);
  return at(sorted, Math.max(0, Math.ceil(share * sorted.length) - 1));
};

/** Whether all hold; null without any. A goal on the ratio is not met where there is none. */
export const areMet = (goals: readonly Goal[], ours: Spread, ratio: Spread | null): boolean | null =>
  goals.length === 0 ? null : goals.every((goal) => isMet(goal, (goal.of === 'ours' ? ours : ratio)?.median));

const isMet = (goal: Goal, value: number | undefined): boolean =>
  value !== undefined && ('atLeast' in goal ? value >= goal.atLeast : value <= goal.atMost);

/** `ratio ≥ 1.5 and ≥ 50,000/s`; null without any. */
export const wordsOf = (goals: readonly Goal[], unit: string): string | null =>
  goals.length === 0
    ? null
    : goals
        .map((goal) => {
          const bound = 'atLeast' in goal ? `≥ ${plain(goal.atLeast)}` : `≤ ${plain(goal.atMost)}`;
          return goal.of === 'ratio' ? `ratio ${bound}` : `${bound} ${unit}`;
        })
        .join(' and ');

/** Three significant figures, thousands apart. */
export const plain = (value: number): string =>
  Number(value.toPrecision(3)).toLocaleString('en-GB', { maximumFractionDigits: 10 });

const at = (values: readonly number[], index: number): number => {
  const value = values[index];
  if (value === undefined) throw new RangeError(`no value ${index}`);
  return value;
};

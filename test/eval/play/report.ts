import type { Judged } from './run.ts';

export interface Count {
  readonly right: number;
  readonly of: number;
}

/** How many requests of one set went right. */
export interface Totals {
  readonly doAndAsk: Count;
  readonly decline: Count;
}

export const totalsOf = (judged: readonly Judged[]): Totals => ({
  doAndAsk: count(judged.filter(({ kind }) => kind !== 'decline')),
  decline: count(judged.filter(({ kind }) => kind === 'decline')),
});

/** The run as text: each failure with its reason, what went right per topic, the totals last. */
export const report = (judged: readonly Judged[], { quiet = false } = {}): string => {
  const lines: string[] = [];
  if (!quiet)
    for (const { id, reason } of judged.filter(({ right }) => !right)) lines.push(`wrong  ${id}`, `       ${reason}`);
  lines.push('', ...topics(judged), '');
  for (const [name, set] of [
    ['frozen', judged.filter(({ frozen }) => frozen)],
    ['open', judged.filter(({ frozen }) => !frozen)],
  ] as const) {
    if (set.length === 0) continue;
    const { doAndAsk, decline } = totalsOf(set);
    lines.push(`${name.padEnd(7)} done and answered ${share(doAndAsk)}, declined ${share(decline)}`);
  }
  const unseen = judged.filter((one) => one.unseen).length;
  if (unseen > 0) lines.push(`${unseen} of them ask for looks, which were not looked at`);
  return lines.join('\n');
};

export const share = ({ right, of }: Count): string =>
  of === 0 ? 'none' : `${right} of ${of} (${((100 * right) / of).toFixed(1)} %)`;

const count = (judged: readonly Judged[]): Count => ({
  right: judged.filter(({ right }) => right).length,
  of: judged.length,
});

const topics = (judged: readonly Judged[]): string[] =>
  [...Map.groupBy(judged, ({ topic }) => topic)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([topic, all]) => `${topic.padEnd(14)} ${share(count(all))}`);

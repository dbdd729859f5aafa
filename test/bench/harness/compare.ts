import type { Comparison, Figure, Row, Side } from './bench.ts';
import { areMet, ratiosOf, spreadOf, wordsOf } from './figures.ts';

type Measured = Readonly<Record<string, number>>;

export interface CompareOptions {
  readonly id: string;
  readonly pairs: number;
  readonly about: Pick<Row['settings'], 'machine' | 'versions' | 'at' | 'command'>;
  /** Told before each measurement. */
  readonly onRound: (side: Side, round: number) => void;
  /** Runs one of our own measurements, to look into it. */
  readonly watched: (variant: string, measure: () => Promise<Measured>) => Promise<Measured>;
}

/** Measures all sides in turn, round by round, and answers one row for each figure and peer. */
export const compare = async (comparison: Comparison, options: CompareOptions): Promise<readonly Row[]> => {
  const { variant, ours, peers, figures, warmUp = true } = comparison;
  const sides = [ours, ...peers];
  const rounds = new Map<Side, Measured[]>(sides.map((side) => [side, []]));
  const pairs = comparison.pairs ?? options.pairs;
  for (let round = warmUp ? 0 : 1; round <= pairs; round += 1) {
    for (const side of sides) {
      options.onRound(side, round);
      const counts = round > 0;
      const isWatched = side === ours && counts;
      const measured = await (isWatched ? options.watched(variant, () => side.measure()) : side.measure());
      if (counts) rounds.get(side)?.push(measured);
    }
  }
  const valuesOf = (side: Side, { name }: Figure): readonly number[] =>
    (rounds.get(side) ?? []).map((measured) => {
      const value = measured[name];
      if (value === undefined || !Number.isFinite(value)) throw new Error(`${side.name} has not measured "${name}"`);
      return value;
    });

  return figures.flatMap((figure) =>
    (peers.length > 0 && !figure.alone ? peers : [undefined]).map((peer): Row => {
      const own = valuesOf(ours, figure);
      const spread = spreadOf(own);
      const other = peer && valuesOf(peer, figure);
      const ratio = other ? spreadOf(ratiosOf(own, other)) : null;
      const goals = figure.goals?.[peer?.name ?? ours.name] ?? [];
      return {
        id: options.id,
        variant: `${variant}: ${figure.name}`,
        unit: figure.unit,
        ours: spread,
        peer: peer && other ? { name: peer.name, ...spreadOf(other) } : null,
        ratio,
        higherIsBetter: figure.higherIsBetter,
        goal: wordsOf(goals, figure.unit),
        met: areMet(goals, spread, ratio),
        pairs,
        settings: { ours: ours.settings, peer: peer?.settings ?? null, ...options.about },
      };
    }),
  );
};

import type { Row } from './bench.ts';
import { plain, type Spread } from './figures.ts';

/** The rows of a comparison as lines of a terminal, those of one figure together. */
export const linesOf = (rows: readonly Row[]): readonly string[] =>
  [...Map.groupBy(rows, ({ variant, unit }) => `${variant}, ${unit}`)].flatMap(([title, beside]) => [
    `  ${title}`,
    ...beside.slice(0, 1).map(({ ours }) => `    ours ${spread(ours)}`),
    ...beside.flatMap(besideLines),
  ]);

const besideLines = ({ peer, ratio, goal, met }: Row): readonly string[] => {
  const line = [
    ...(peer ? [`${peer.name} ${spread(peer)}`] : []),
    ...(ratio ? [`ratio ${spread(ratio)}`] : []),
    ...(goal === null ? [] : [verdict(goal, met)]),
  ].join('   ');
  return line === '' ? [] : [`    ${line}`];
};

/** `12 (10 … 15)` */
export const spread = ({ median, min, max }: Spread): string => `${plain(median)} (${plain(min)} … ${plain(max)})`;

export const verdict = (goal: string | null, met: boolean | null): string =>
  goal === null ? '' : `goal ${goal}: ${met ? 'met' : 'not met'}`;

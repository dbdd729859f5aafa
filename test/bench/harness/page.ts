import type { Row } from './bench.ts';
import { spread } from './print.ts';

/** The results of a run as a page, a table for each bench and the settings of all sides below it. */
export const pageOf = (name: string, rows: readonly Row[]): string => {
  const [first] = rows;
  if (!first) throw new RangeError(`${name} has no rows`);
  const { machine, versions, at, command } = first.settings;
  const benches = [...Map.groupBy(rows, ({ id }) => id)];
  return [
    `# ${name}`,
    `\`${command}\`, begun ${at}`,
    machine,
    versions,
    'Median (least … most) of the rounds; the ratio is ours by theirs, round by round. How to read it: [README](README.md).',
    ...benches.flatMap(([id, own]) => [`## ${id}`, tableOf(own), settingsOf(own)]),
    '',
  ].join('\n\n');
};

const tableOf = (rows: readonly Row[]): string =>
  [
    '| what | unit | ours | beside | theirs | ratio | goal |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(({ variant, unit, ours, peer, ratio, goal, met, higherIsBetter }) =>
      line([
        variant,
        `${unit} ${higherIsBetter ? '↑' : '↓'}`,
        spread(ours),
        peer?.name ?? '',
        peer ? spread(peer) : '',
        ratio ? spread(ratio) : '',
        goal === null ? '' : `${goal}: ${met ? 'met' : '**not met**'}`,
      ]),
    ),
  ].join('\n');

const line = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

/** Each side's settings once. */
const settingsOf = (rows: readonly Row[]): string => {
  const sides = rows.flatMap(({ settings, peer }) => [
    `* ours: ${settings.ours}`,
    ...(peer && settings.peer !== null ? [`* ${peer.name}: ${settings.peer}`] : []),
  ]);
  return [...new Set(sides)].join('\n');
};

const [BEGIN, END] = ['<!-- runs: made by npm run bench:page -->', '<!-- /runs -->'];

/** The text with the list of runs put between its marks. @throws Error when it has none */
export const withRuns = (text: string, runs: readonly string[]): string => {
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`The page has no place for the runs: put ${BEGIN} and ${END} into it`);
  const list = runs.map((run) => `* [${run}](${run}.md), [as data](${run}.json)`);
  return [text.slice(0, from) + BEGIN, '', ...list, '', text.slice(to)].join('\n');
};

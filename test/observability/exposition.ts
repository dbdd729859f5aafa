/** A metric as the text exposition format shows it: its series' names, and the labels that they carry. */
export type Exposed = ReadonlyMap<string, ReadonlySet<string>>;

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? [-+0-9.eEInfNa]+$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="(?:[^"\\]|\\.)*"/g;
const TYPE = /^# TYPE (\S+) (\S+)$/;

/** Reads scrapes. A metric that has no series yet is there by its name alone. @throws Error on a line that is none */
export const exposed = (...scrapes: readonly string[]): Exposed => {
  const found = new Map<string, Set<string>>();
  const note = (name: string, labels: readonly string[]): void => {
    const known = found.get(name) ?? new Set();
    for (const label of labels) known.add(label);
    found.set(name, known);
  };
  for (const line of scrapes.flatMap((scrape) => scrape.split('\n'))) {
    const [, typed, type] = TYPE.exec(line) ?? [];
    if (typed) for (const name of seriesOf(typed, type ?? '')) note(name, []);
    if (line === '' || line.startsWith('#')) continue;
    const [, name, labels = ''] = SAMPLE.exec(line) ?? [];
    if (!name) throw new Error(`"${line}" is no sample`);
    note(
      name,
      [...labels.matchAll(LABEL)].map(([, label = '']) => label),
    );
  }
  return found;
};

const seriesOf = (name: string, type: string): readonly string[] =>
  type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];

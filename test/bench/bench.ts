import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ALL } from './benches.ts';
import type { Bench, BenchContext, Row } from './harness/bench.ts';
import { compare } from './harness/compare.ts';
import { machine, versions } from './harness/machine.ts';
import { NotMeasured } from './harness/not-measured.ts';
import { linesOf } from './harness/print.ts';
import { profiled } from './harness/profile.ts';

const USAGE = `npm run bench -- [names] [--json FILE] [--quick] [--pairs N] [--profile DIR]\n\n${ALL.map(
  ({ id, name, what }) => `  ${id.padEnd(4)} ${name.padEnd(8)} ${what}`,
).join('\n')}`;

const asked = readArguments();
const { quick } = asked;
// The servers that are noted as running are ended with this process, but not by a signal's own way of ending it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const profiles = asked.profile === undefined ? undefined : resolve(asked.profile);
const about = { machine: machine(), versions: versions(), at: new Date().toISOString(), command: asked.command };
const { pairs } = asked;
const rows: Row[] = [];
const missing: string[] = [];

console.log(
  `${about.command}\n${about.machine}\n${about.versions}${quick ? '\nquick: it shows that the benches work, not how fast anything is' : ''}`,
);
for (const bench of asked.benches) {
  console.log(`\n${bench.id} ${bench.name}: ${bench.what}`);
  try {
    await using stack = new AsyncDisposableStack();
    await bench.run(contextOf(bench, stack));
  } catch (error) {
    if (!(error instanceof NotMeasured)) console.error(error);
    note(bench.name, error);
  }
  // After each, since a whole run takes an hour.
  await keep();
}
const judged = rows.filter(({ met }) => met !== null);
console.log(`\n${rows.length} figures; ${judged.filter(({ met }) => met).length} of ${judged.length} goals met`);
for (const line of missing) console.log(`not measured: ${line}`);
process.exit(missing.length === 0 ? 0 : 1);

function contextOf({ id, name }: Bench, stack: AsyncDisposableStack): BenchContext {
  const said = new Set<string>();
  return {
    quick,
    pairs,
    seconds: quick ? 1 : 5,
    stack,
    profiles,
    say: (line) => console.log(`  ${line}`),
    peer: async (peer, open) => {
      try {
        return await open();
      } catch (error) {
        if (!(error instanceof NotMeasured)) console.error(error);
        note(`${name} beside ${peer}`, error);
        return undefined;
      }
    },
    compare: async (comparison) => {
      for (const side of [comparison.ours, ...comparison.peers]) {
        const line = `${side.name}: ${side.settings}`;
        if (!said.has(line)) console.log(`  ${line}`);
        said.add(line);
      }
      const measured = await compare(comparison, {
        id,
        pairs,
        about,
        onRound: () => undefined,
        watched: (variant, measure) =>
          profiles === undefined ? measure() : profiled(profiles, `${id} ${variant}`, measure),
      });
      for (const line of linesOf(measured)) console.log(line);
      rows.push(...measured);
    },
  };
}

async function keep(): Promise<void> {
  if (asked.json === undefined) return;
  await mkdir(dirname(asked.json), { recursive: true });
  await writeFile(asked.json, `${JSON.stringify(rows, undefined, 2)}\n`);
}

function note(what: string, error: unknown): void {
  const why = error instanceof Error ? error.message : String(error);
  missing.push(`${what}: ${why}`);
  console.log(`  not measured: ${what}: ${why}`);
}

function readArguments() {
  const options = {
    json: { type: 'string' },
    quick: { type: 'boolean' },
    pairs: { type: 'string' },
    profile: { type: 'string' },
    help: { type: 'boolean' },
  } as const;
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    const benches = positionals.length === 0 ? ALL : positionals.map(named);
    const quick = values.quick ?? false;
    const pairs = Number(values.pairs ?? (quick ? 2 : 5));
    if (!Number.isInteger(pairs) || pairs < 1)
      throw new Error(`--pairs is ${values.pairs}: it must be a number from 1 on`);
    const command = ['npm run bench --', ...process.argv.slice(2)].join(' ');
    return { benches, command, quick, pairs, json: values.json, profile: values.profile };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

function named(word: string): Bench {
  const found = ALL.find(({ id, name }) => name === word || id.toLowerCase() === word.toLowerCase());
  if (!found) throw new Error(`There is no bench "${word}".`);
  return found;
}

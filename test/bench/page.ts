import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Row } from './harness/bench.ts';
import { pageOf, withRuns } from './harness/page.ts';

/** `npm run bench:page -- FILE.json`: writes FILE.md beside it, and names every run in the README of its folder. */
const [given] = process.argv.slice(2);
if (given === undefined || !given.endsWith('.json')) {
  console.error('Name the results: npm run bench:page -- docs/benchmarks/NAME.json');
  process.exit(2);
}
const file = resolve(given);
const folder = resolve(file, '..');
const name = basename(file, '.json');
const rows = JSON.parse(await readFile(file, 'utf8')) as readonly Row[];
await writeFile(join(folder, `${name}.md`), pageOf(name, rows));
const readme = join(folder, 'README.md');
const runs = (await readdir(folder))
  .filter((entry) => entry.endsWith('.json'))
  .map((entry) => basename(entry, '.json'));
await writeFile(readme, withRuns(await readFile(readme, 'utf8'), runs.toSorted()));
console.log(`${join(folder, `${name}.md`)} and ${readme} are written`);

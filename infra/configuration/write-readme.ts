import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { withTable } from './table.ts';

/** `npm run docs`: the README's table of configuration, made from the schema. */
const readme = join(resolve(import.meta.dirname, '../..'), 'README.md');
await writeFile(readme, withTable(await readFile(readme, 'utf8')));

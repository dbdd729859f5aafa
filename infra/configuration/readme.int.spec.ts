import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { withTable } from './table.ts';

it('is what the README says: run `npm run docs` after changing a variable', async () => {
  const readme = await readFile(join(resolve(import.meta.dirname, '../..'), 'README.md'), 'utf8');
  expect(readme).toBe(withTable(readme));
});

import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { withTable } from './table.ts';
import { variables } from './variables.ts';

it('is what the README says: run `npm run docs` after changing a variable', async () => {
  const readme = await readFile(join(resolve(import.meta.dirname, '../..'), 'README.md'), 'utf8');
  expect(readme).toBe(withTable(readme));
});

it('lists nothing that no program reads', async () => {
  const root = resolve(import.meta.dirname, '../..');
  const programs = [
    'apps/api/src/configuration.ts',
    'apps/worker-runner/src/configuration.ts',
    'infra/local/settings.mjs',
    'infra/local/nats-find.mjs',
  ];
  const read = (await Promise.all(programs.map((path) => readFile(join(root, path), 'utf8')))).join('\n');
  const unread = Object.keys(variables).filter((name) => !read.includes(name));
  expect(unread).toEqual([]);
});

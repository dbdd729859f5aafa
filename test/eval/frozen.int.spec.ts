import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { totalsOf, type Totals } from './play/report.ts';
import { playAll } from './play/run.ts';

const recorded = async (): Promise<Totals> => {
  const text = await readFile(join(import.meta.dirname, 'results', 'last.json'), 'utf8');
  return (JSON.parse(text) as { totals: { frozen: Totals } }).totals.frozen;
};

it('does and declines at least as many of the frozen requests as was recorded', { timeout: 900_000 }, async () => {
  const before = await recorded();
  const now = totalsOf(await playAll('frozen', false));
  expect(now.doAndAsk.of).toBe(before.doAndAsk.of);
  expect(now.doAndAsk.right).toBeGreaterThanOrEqual(before.doAndAsk.right);
  expect(now.decline.right).toBeGreaterThanOrEqual(before.decline.right);
});

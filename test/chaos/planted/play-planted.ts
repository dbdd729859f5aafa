import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { type Fault, FAULTS } from './faults.ts';
import { copyCheckout, plant } from './plant.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

/**
 * Plants each fault into a copy of the checkout of its own and plays what is to find it. Answers 1 when one was not
 * found by its rule, or when the code as it is does not come through the same run without a finding.
 */
export const playPlanted = async (part: string, say: (line: string) => void): Promise<number> => {
  const chosen = FAULTS.filter(({ name }) => name.includes(part));
  if (chosen.length === 0) {
    console.error(`--fault ${part}: no fault has that in its name.`);
    return 2;
  }
  let missed = 0;
  for (const [name, run] of new Map(chosen.map(({ run }) => [run.join(' '), run]))) {
    const { code } = await play(ROOT, run);
    say(`${code === 0 ? 'nothing found' : 'SOMETHING FOUND'}, nothing planted (${name})`);
    if (code !== 0) missed += 1;
  }
  for (const fault of chosen) {
    await using folder = await temporaryFolder('planted');
    await copyCheckout(ROOT, folder.path);
    await plant(folder.path, fault);
    const { found, seconds } = await play(folder.path, fault.run);
    const by = fault.rules.filter((rule) => (found.get(rule) ?? 0) > 0);
    if (by.length === 0) missed += 1;
    say(`${by.length > 0 ? `found by ${by.join(', ')}` : 'NOT FOUND'} in ${seconds} s: ${fault.name}`);
  }
  return missed === 0 ? 0 : 1;
};

interface Played {
  readonly code: number;
  readonly seconds: string;
  /** How often each rule was broken. */
  readonly found: ReadonlyMap<string, number>;
}

const play = async (root: string, run: Fault['run']): Promise<Played> => {
  const began = performance.now();
  const child = spawn(process.execPath, [join(root, 'test/chaos/chaos.ts'), ...run], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const [code] = (await once(child, 'close')) as [number | null];
  const found = new Map(
    [...printed.matchAll(/^ *(\d+) {2}([a-z-]+)$/gm)].map(([, count, rule = '']) => [rule, Number(count)]),
  );
  if (found.size === 0) console.log(printed);
  return { code: code ?? 1, found, seconds: ((performance.now() - began) / 1_000).toFixed(0) };
};

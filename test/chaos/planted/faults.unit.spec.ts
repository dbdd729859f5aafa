import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FAULTS } from './faults.ts';
import { withFault } from './plant.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

describe('faults that chaos has to find', () => {
  it.each(FAULTS.map((fault) => [fault.name, fault] as const))('can still be planted: %s', async (_name, fault) => {
    const text = await readFile(join(ROOT, fault.file), 'utf8');
    expect(withFault(text, fault)).not.toBe(text);
  });

  it('given code that says it twice or not at all, then nothing is planted', () => {
    const [fault] = FAULTS;
    if (!fault) throw new Error('there is no fault');
    expect(() => withFault('other code', fault)).toThrow(/has what it replaces 0 times/);
    expect(() => withFault(fault.search + fault.search, fault)).toThrow(/2 times/);
  });
});

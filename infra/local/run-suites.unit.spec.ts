import { describe, expect, it } from 'vitest';
import { runSuites, type Suite } from './run-suites.mjs';

describe('A run of the tests', () => {
  it('ends with one line that counts all suites', async () => {
    const { code, said } = await run({ unit: suite(5, 0, 1), int: suite(3, 0, 0) });
    expect(code).toBe(0);
    expect(said.at(-1)).toBe('\n8 passed, 0 failed, 1 skipped');
  });

  it('fails when any suite does, and still runs the others', async () => {
    const { code, said } = await run({ unit: suite(5, 1, 0) }, { int: suite(2, 0, 0) });
    expect(code).toBe(1);
    expect(said.at(-1)).toBe('\n7 passed, 1 failed, 0 skipped');
  });

  it('names what was left out, which only CI holds against it', async () => {
    const without = suite(4, 0, 1, ['a.int.spec.ts: only root may install it']);
    const here = await run({ int: without });
    expect([here.code, here.said]).toEqual([
      0,
      expect.arrayContaining(['Left out: a.int.spec.ts: only root may install it']),
    ]);
    const inCi = await run({ int: without }, {}, true);
    expect([inCi.code, inCi.said]).toEqual([1, expect.arrayContaining(['In CI nothing may be left out.'])]);
  });

  it('names what failed', async () => {
    const failing: Suite = async () => ({
      count: { passed: 1, failed: 1, skipped: 0 },
      leftOut: [],
      failed: ['a.int.spec.ts: a lock is free again'],
    });
    const { said } = await run({ int: failing });
    expect(said).toContain('Failed: a.int.spec.ts: a lock is free again');
  });

  it('fails when no test ran', async () => {
    const { code, said } = await run({ unit: suite(0, 0, 0) });
    expect([code, said]).toEqual([1, expect.arrayContaining(['No test ran.'])]);
  });
});

const suite =
  (passed: number, failed: number, skipped: number, leftOut: readonly string[] = []): Suite =>
  async () => ({ count: { passed, failed, skipped }, leftOut });

const run = async (first: Record<string, Suite>, second: Record<string, Suite> = {}, inCi = false) => {
  const said: string[] = [];
  const bench = { root: '/', env: {}, missing: new Map<never, string>(), say: (line: string) => said.push(line) };
  const code = await runSuites({ steps: [first, second], bench, inCi, now: () => 0 });
  return { code, said };
};

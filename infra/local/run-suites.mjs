/** @typedef {import('./test-suites.mjs').Count} Count */
/** @typedef {(bench: import('./test-suites.mjs').Bench) => Promise<import('./test-suites.mjs').Outcome>} Suite */

/**
 * Runs the steps one after the other and the suites of one step at once, names what failed and ends with one line that
 * counts. Answers the exit code: 1 when anything failed, when nothing ran, and in CI also when anything was left out.
 * @param {object} options
 * @param {readonly Readonly<Record<string, Suite>>[]} options.steps
 * @param {import('./test-suites.mjs').Bench} options.bench
 * @param {boolean} options.inCi
 * @param {() => number} [options.now] in milliseconds
 * @returns {Promise<number>}
 */
export const runSuites = async ({ steps, bench, inCi, now = () => performance.now() }) => {
  const { say } = bench;
  const total = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  const leftOut = [];
  /** @type {string[]} */
  const summary = [];
  /** @type {string[]} */
  const broken = [];
  /** @param {[string, Suite]} suite */
  const run = async ([name, suite]) => {
    say(`${name}: running …`);
    const began = now();
    const { count, leftOut: out, failed = [] } = await suite(bench);
    total.passed += count.passed;
    total.failed += count.failed;
    total.skipped += count.skipped;
    leftOut.push(...out);
    broken.push(...failed);
    summary.push(`${name}: ${inWords(count)} in ${((now() - began) / 1000).toFixed(1)} s`);
  };
  for (const step of steps) await Promise.all(Object.entries(step).map(run));

  say(`\n${summary.join('\n')}`);
  for (const each of leftOut) say(`Left out: ${each}`);
  for (const each of broken) say(`Failed: ${each}`);
  if (inCi && total.skipped > 0) say('In CI nothing may be left out.');
  if (total.passed + total.failed === 0) say('No test ran.');
  say(`\n${inWords(total)}`);
  const complete = total.passed > 0 && !(inCi && total.skipped > 0);
  return total.failed === 0 && complete ? 0 : 1;
};

/** @param {Count} count */
const inWords = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;

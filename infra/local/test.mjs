import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withOurPrograms } from './node24.mjs';
import { ensurePackages } from './packages.mjs';
import { messageOf, Problem } from './problem.mjs';
import { ROOT, runScript, say } from './script.mjs';
import { bringNeeds } from './test-needs.mjs';
import { check, program, vitestProject } from './test-suites.mjs';
import { ensureWebApp } from './web-build.mjs';

/** In the order in which they run: what is quick and says most comes first. Those of one step run at once. */
const STEPS = [
  { types: check('types'), lint: check('lint'), arch: check('arch') },
  { unit: vitestProject('unit') },
  { contract: vitestProject('contract') },
  { int: vitestProject('int') },
  { e2e: vitestProject('e2e') },
  { story: program('story', ['nats-server']) },
];

/** They stand on what the build of the web app leaves: its pages, and the types made from the API's contract. */
const NEED_WEB_APP = ['types', 'e2e'];

/**
 * `npm test [-- SUITE …]`: brings what is needed, runs every suite or those that are named, and ends with one line that
 * counts. Where a machine cannot give a server or a browser, what needs it is left out, named and counted; with CI=true
 * that is a failure.
 */
await runScript(async () => {
  const named = new Set(process.argv.slice(2));
  const known = STEPS.flatMap((step) => Object.keys(step));
  for (const name of named) {
    if (!known.includes(name)) throw new Problem(`There is no suite '${name}': choose from ${known.join(', ')}.`);
  }
  await ensurePackages(ROOT, say);
  const { missing, natsServer } = await bringNeeds({ root: ROOT, say });
  const env = { ...withOurPrograms(ROOT), ...(natsServer && { PAGEWRIGHT_NATS_SERVER: natsServer }) };
  const bench = { root: ROOT, env, missing, say };

  const total = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  const leftOut = [];
  /** @type {string[]} */
  const summary = [];
  if (NEED_WEB_APP.some((name) => named.size === 0 || named.has(name))) {
    await buildWebApp().catch((raw) => {
      total.failed += 1;
      summary.push(`web app: ${messageOf(raw)}`);
    });
  }
  for (const step of STEPS) {
    const chosen = Object.entries(step).filter(([name]) => named.size === 0 || named.has(name));
    await Promise.all(
      chosen.map(async ([name, run]) => {
        say(`${name}: running …`);
        const began = performance.now();
        const { count, leftOut: out } = await run(bench);
        const seconds = ((performance.now() - began) / 1000).toFixed(1);
        total.passed += count.passed;
        total.failed += count.failed;
        total.skipped += count.skipped;
        leftOut.push(...out);
        summary.push(`${name}: ${line(count)} in ${seconds} s`);
      }),
    );
  }
  say(`\n${summary.join('\n')}`);
  for (const each of leftOut) say(`Left out: ${each}`);
  const inCi = process.env.CI === 'true';
  if (inCi && total.skipped > 0) say('In CI nothing may be left out.');
  say(`\n${line(total)}`);
  return total.failed > 0 || (inCi && total.skipped > 0) ? 1 : 0;
});

/** @param {import('./test-suites.mjs').Count} count */
function line({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

async function buildWebApp() {
  const logs = join(ROOT, '.pagewright', 'logs');
  await mkdir(logs, { recursive: true, mode: 0o700 });
  await ensureWebApp({ root: ROOT, log: join(logs, 'web-build.log'), say });
}

import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withOurPrograms } from './node24.mjs';
import { ensurePackages } from './packages.mjs';
import { messageOf, Problem } from './problem.mjs';
import { runSuites } from './run-suites.mjs';
import { ROOT, runScript, say } from './script.mjs';
import { bringNeeds } from './test-needs.mjs';
import { check, program, vitestProject } from './test-suites.mjs';
import { ensureWebApp } from './web-build.mjs';

/** @typedef {import('./run-suites.mjs').Suite} Suite */

/**
 * The pages that the browser's tests open, and the types made from the API's contract that the page is checked against.
 * @type {Suite}
 */
const webApp = async ({ root, say }) => {
  const log = join(tmpdir(), `pagewright-web-build-${process.pid}.log`);
  const failure = await ensureWebApp({ root, log, say }).catch(messageOf);
  if (failure) say(failure);
  else await rm(log, { force: true });
  return { count: { passed: failure ? 0 : 1, failed: failure ? 1 : 0, skipped: 0 }, leftOut: [] };
};

/**
 * In the order in which they run: what is quick and says most comes first. Those of one step run at once.
 * @type {readonly Readonly<Record<string, Suite>>[]}
 */
const STEPS = [
  { web: webApp },
  { types: check('types'), lint: check('lint'), arch: check('arch') },
  { unit: vitestProject('unit') },
  // Contracts wait for time to pass more than they work: a program of its own fits in beside them.
  { contract: vitestProject('contract'), chaos: program('chaos:short', ['nats-server']) },
  { int: vitestProject('int') },
  { story: program('story', ['nats-server']) },
  { e2e: vitestProject('e2e') },
];

/**
 * `npm test [-- SUITE …]`: brings what is needed and runs every suite, or those that are named. Where a machine cannot
 * give a server or a browser, what needs it is left out, named and counted; with CI=true that is a failure.
 */
await runScript(async () => {
  const named = process.argv.slice(2);
  const known = STEPS.flatMap((step) => Object.keys(step));
  const stranger = named.find((name) => !known.includes(name));
  if (stranger) throw new Problem(`There is no suite '${stranger}': choose from ${known.join(', ')}.`);
  const chosen = new Set(named.length > 0 ? named : known);
  const steps = STEPS.map((step) => Object.fromEntries(Object.entries(step).filter(([name]) => chosen.has(name))));

  await ensurePackages(ROOT, say);
  const { missing, natsServer } = await bringNeeds({ root: ROOT, say });
  const env = { ...withOurPrograms(ROOT), ...(natsServer && { PAGEWRIGHT_NATS_SERVER: natsServer }) };
  return runSuites({ steps, bench: { root: ROOT, env, missing, say }, inCi: process.env.CI === 'true' });
});

#!/usr/bin/env node
import { join } from 'node:path';
import { knownBroker } from './broker.mjs';
import { node24 } from './node24.mjs';
import { ensurePackages } from './packages.mjs';
import { passThrough } from './pass-through.mjs';
import { ROOT, runScript, warn } from './script.mjs';
import { withBroker } from './with-broker.mjs';
import { childEnvironment, readSettings } from './settings.mjs';

/**
 * `npx pagewright COMMAND …`: hands on to the program under Node 24, which is told where the installation is. What it
 * says itself goes to stderr, since stdout is the command's.
 */
await runScript(async () => {
  await ensurePackages(ROOT, warn);
  const settings = readSettings(ROOT, process.env);
  const words = process.argv.slice(2);
  const program = join(ROOT, 'apps', 'api', 'src', 'cli', 'main.ts');
  const run = (/** @type {{ url?: string, monitorUrl?: string }} */ broker) =>
    passThrough(node24(ROOT), [program, ...words], {
      env: { ...process.env, ...childEnvironment(settings, broker) },
    });
  return needsStillness(words) && !settings.natsUrl
    ? withBroker({ root: ROOT, settings, env: process.env, say: warn }, run)
    : run((await knownBroker(settings)) ?? {});
});

/**
 * What fills a log, or copies it, wants nobody else to write: nothing runs then but the broker.
 * @param {readonly string[]} words
 */
function needsStillness(words) {
  const [first, second] = words;
  const asksForHelp = words.some((word) => word === '-h' || word === '--help');
  return !asksForHelp && (first === 'restore' || (first === 'events' && second === 'copy'));
}

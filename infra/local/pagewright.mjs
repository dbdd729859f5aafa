#!/usr/bin/env node
import { join } from 'node:path';
import { knownBroker } from './broker.mjs';
import { node24 } from './node24.mjs';
import { ensurePackages } from './packages.mjs';
import { passThrough } from './pass-through.mjs';
import { ROOT, runScript, warn } from './script.mjs';
import { childEnvironment, readSettings } from './settings.mjs';

/**
 * `npx pagewright COMMAND …`: hands on to the program under Node 24, which is told where the installation is. What it
 * says itself goes to stderr, since stdout is the command's.
 */
await runScript(async () => {
  await ensurePackages(ROOT, warn);
  const settings = readSettings(ROOT, process.env);
  const env = { ...process.env, ...childEnvironment(settings, (await knownBroker(settings)) ?? {}) };
  const program = join(ROOT, 'apps', 'api', 'src', 'cli', 'main.ts');
  return passThrough(node24(ROOT), [program, ...process.argv.slice(2)], { env });
});

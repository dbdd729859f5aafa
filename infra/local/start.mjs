import { fileURLToPath } from 'node:url';
import { launch } from './launch.mjs';
import { isNode24, node24 } from './node24.mjs';
import { ensurePackages } from './packages.mjs';
import { passThrough } from './pass-through.mjs';
import { ROOT, runScript, say, warn } from './script.mjs';

/** `npm start`: everything on this machine, from a bare checkout on. Needs no more than Node 20 and npm to begin. */
await runScript(async () => {
  await ensurePackages(ROOT, say);
  if (!isNode24()) return passThrough(node24(ROOT), [fileURLToPath(import.meta.url)], { cwd: ROOT, channel: true });
  const programs = [
    { name: 'api', file: process.execPath, args: ['apps/api/src/main.ts'] },
    { name: 'runner', file: process.execPath, args: ['apps/worker-runner/src/main.ts'] },
  ];
  return launch({ root: ROOT, env: process.env, programs, say, warn });
});

import { ensureNatsServer, toolsFolder } from './nats-find.mjs';
import { node24, withOurPrograms } from './node24.mjs';
import { ensurePackages } from './packages.mjs';
import { passThrough } from './pass-through.mjs';
import { Problem } from './problem.mjs';
import { ROOT, runScript, say } from './script.mjs';

/** `node infra/local/run.mjs FILE …`: runs a TypeScript file under Node 24 with the packages and nats-server at hand. */
await runScript(async () => {
  const [file, ...args] = process.argv.slice(2);
  if (!file) throw new Problem('Name the file to run: node infra/local/run.mjs FILE …');
  await ensurePackages(ROOT, say);
  const { path } = await ensureNatsServer({ tools: toolsFolder(ROOT), say });
  const env = { ...withOurPrograms(ROOT), PAGEWRIGHT_NATS_SERVER: path };
  return passThrough(node24(ROOT), [file, ...args], { cwd: process.cwd(), env });
});

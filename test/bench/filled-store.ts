import { createHash } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { applyTopology, connect } from '@pagewright/broker';
import { ensureNatsServer, startNats, toolsFolder } from '@pagewright/infra/local/nats.mjs';
import { fillLog } from '../support/filled-log.ts';

const CACHE = join(tmpdir(), 'pagewright-filled-logs');
const TOOLS = toolsFolder(resolve(import.meta.dirname, '../..'));
/** Goes up when what a plan is filled with changes. */
const MADE = 1;

/** What every digest of a filled log names: the manifest of a version that changed one file. */
export const MANIFEST = Buffer.from(
  JSON.stringify({ filesChanged: [{ path: 'index.html', change: 'modified', added: 2, removed: 1 }] }),
);
const blob = { digest: createHash('sha256').update(MANIFEST).digest('hex'), size: MANIFEST.length };

/**
 * Path of a broker's store whose log is filled by the plan. It is made once and kept in the system's temporary folder;
 * whoever uses it copies it, since a broker writes to what it opens.
 */
export const filledStore = async (
  plan: { readonly events: number; readonly sites: number },
  say: (line: string) => void,
): Promise<string> => {
  const kept = join(CACHE, `${plan.events}-events-${plan.sites}-sites-${MADE}`);
  const isThere = await stat(join(kept, 'store')).then(
    () => true,
    () => false,
  );
  if (isThere) return join(kept, 'store');
  say(`filling a log with ${plan.events.toLocaleString('en-GB')} events; it is kept in ${kept}`);
  const half = `${kept}.${process.pid}`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { recursive: true });
  const { path: binary } = await ensureNatsServer({ tools: TOOLS });
  const server = await startNats({ binary, folder: half, sync: 'default' });
  try {
    const nc = await connect({ url: server.url, name: 'filler', timeoutMs: 30_000 });
    await applyTopology(nc, { replicas: 1 });
    await fillLog(nc, { ...plan, blob });
    await nc.close();
    await server.stop();
    await rm(kept, { recursive: true, force: true });
    await rename(half, kept);
  } catch (error) {
    server.kill('SIGKILL');
    await rm(half, { recursive: true, force: true });
    throw error;
  }
  return join(kept, 'store');
};

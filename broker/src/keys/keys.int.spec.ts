import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { natsServer } from '../../../test/support/nats-server.ts';
import { connect } from '../connection/connect.ts';
import { applyTopology } from '../topology/apply-topology.ts';
import { createKeys } from './keys.ts';

describe('keys on the broker’s disk', () => {
  it('are not there any more once they are erased', async () => {
    await using server = await natsServer();
    const nc = await connect({ url: server.url, name: 'keys' });
    await applyTopology(nc, { replicas: 1 });
    const keys = await createKeys(nc);
    const erased = await keys.ensure({ kind: 'account', id: 'ada' });
    const kept = await keys.ensure({ kind: 'account', id: 'bob' });
    await keys.erase({ kind: 'account', id: 'ada' });
    await nc.close();
    await server.kill();
    const files = await contents(join(server.folder, 'store'));
    expect(files.some((file) => file.includes(Buffer.from(kept.bytes)))).toBe(true);
    expect(files.some((file) => file.includes(Buffer.from(erased.bytes)))).toBe(false);
  });
});

const contents = async (folder: string): Promise<readonly Buffer[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(files.map((file) => readFile(join(file.parentPath, file.name))));
};

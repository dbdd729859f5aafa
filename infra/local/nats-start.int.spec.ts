import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { describe, expect, it } from 'vitest';
import { natsServer } from '../../test/support/nats-server.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { ensureNatsServer, startNats, toolsFolder } from './nats.mjs';

const root = join(import.meta.dirname, '..', '..');

describe('The broker that we start', () => {
  it('[BROKER 0.11] syncs every message and keeps what was acknowledged over a kill −9 and its address over a restart', async () => {
    await using server = await natsServer();
    const facts = JSON.parse(await (await fetch(`${server.monitorUrl}/varz`)).text());
    expect(facts.jetstream.config.sync_always).toBe(true);
    const before = await connect(server.login());
    await (await jetstreamManager(before)).streams.add({ name: 'KEPT', subjects: ['kept.>'] });
    await jetstream(before).publish('kept.one', 'still here');
    await before.close();

    await server.restart('SIGKILL');

    await using after = await connect(server.login());
    const message = await (await jetstreamManager(after)).streams.getMessage('KEPT', { seq: 1 });
    expect(message?.string()).toBe('still here');
  });

  it('writes its passwords where only the owner may read them', async () => {
    await using server = await natsServer({ users: true });
    const file = join(server.folder, 'nats-server.conf');
    const { mode } = await stat(file);
    expect(mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toContain(server.passwords?.api);
  });

  it('says in one sentence that its port is taken', async () => {
    await using other = await natsServer();
    await using folder = await temporaryFolder('nats-port');
    const { path: binary } = await ensureNatsServer({ tools: toolsFolder(root) });
    const port = Number(new URL(other.url).port);
    await expect(startNats({ binary, folder: folder.path, port })).rejects.toThrow(
      /^nats-server did not start: .*address already in use/,
    );
  });

  it('says in one sentence that its store cannot be opened', async () => {
    await using folder = await temporaryFolder('nats-store');
    const { path: binary } = await ensureNatsServer({ tools: toolsFolder(root) });
    await writeFile(join(folder.path, 'store'), 'a file where a folder belongs');
    await expect(startNats({ binary, folder: folder.path })).rejects.toThrow(
      /^nats-server did not start: .*(store|directory)/i,
    );
  });

  it('fails the test in which it died unasked', async () => {
    const server = await natsServer();
    process.kill(server.pid, 'SIGKILL');
    // The port is free before the parent hears of the end; the process id only once it has.
    await expect.poll(() => isThere(server.pid)).toBe(false);
    await expect(server[Symbol.asyncDispose]()).rejects.toThrow(/died in the test \(SIGKILL\)/);
  });
});

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

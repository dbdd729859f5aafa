import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureSecrets } from '@pagewright/infra/local/secrets.mjs';
import { ROLES } from '@pagewright/infra/local/nats.mjs';
import { describe, expect, it } from 'vitest';
import { natsServer } from '../../../../../test/support/nats-server.ts';
import { temporaryFolder } from '../../../../../test/support/temporary-folder.ts';
import { readableByAll } from './cage.ts';
import { openProcessSpawner } from './process-spawner.ts';

interface Found {
  readonly uid: number;
  readonly told: string;
  readonly files: Readonly<Record<string, string>>;
  readonly doors: Readonly<Record<string, string>>;
}

/** What a hostile program does first: looks around, and tries the broker's door under every name. */
const intruder = (files: readonly string[], port: number, users: readonly string[]): string => `
  import { readFileSync } from 'node:fs';
  import { connect } from 'node:net';
  import { text } from 'node:stream/consumers';
  const seat = await text(process.stdin);
  const read = (file) => { try { return readFileSync(file, 'utf8').slice(0, 400); } catch (error) { return error.code; } };
  const own = ['/proc/self/environ', '/proc/self/cmdline'].map(read).join(' ');
  const files = Object.fromEntries(
    [...${JSON.stringify(files)}, '/proc/' + process.ppid + '/environ'].map((file) => [file, read(file)]),
  );
  const knock = (login) => new Promise((resolve) => {
    const socket = connect(${port}, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (data) => (answer += data)).on('error', () => {}).on('close', () => resolve(answer.split('\\r\\n').slice(1).join(' ')));
    socket.write('CONNECT ' + JSON.stringify({ verbose: false, ...login }) + '\\r\\nPUB pw.events.site.s1.Forged 2\\r\\n{}\\r\\nPING\\r\\n');
    setTimeout(() => socket.destroy(), 5000).unref();
  });
  const doors = { nobody: await knock({}) };
  for (const user of ${JSON.stringify(users)}) {
    doors[user] = await knock({ user, pass: '' });
    doors[user + ' by its name'] = await knock({ user, pass: user });
  }
  console.error(JSON.stringify({ uid: process.getuid(), told: own + seat + JSON.stringify([process.env, process.argv]), files, doors }));
`;

describe('A worker and the broker', () => {
  it('[BROKER 12] has no credential in its environment, arguments, seat or any file it can read, and gets in as nobody', async () => {
    await using server = await natsServer({ users: true });
    await using folder = await temporaryFolder('no-credentials');
    await chmod(folder.path, 0o755);
    const secrets = join(folder.path, 'secrets');
    await ensureSecrets(secrets, { brokerUsers: true });
    const passwords = Object.values(server.passwords ?? {});
    for (const role of ROLES) await writeFile(join(secrets, `nats-${role}`), `${server.passwords?.[role]}\n`);
    const hidden = [...ROLES.map((role) => join(secrets, `nats-${role}`)), join(server.folder, 'nats-server.conf')];

    const program = join(folder.path, 'program.mjs');
    await writeFile(program, intruder(hidden, Number(new URL(server.url).port), ROLES), { mode: 0o644 });
    const spawner = await openProcessSpawner({ folder: join(folder.path, 'workers'), program });
    // A runner that holds them in its environment, as one that was started by hand may.
    const before = { ...process.env };
    Object.assign(process.env, { PAGEWRIGHT_NATS_URL: server.url, SOME_PASSWORD: passwords[0] });
    try {
      const seat = { runner: 'http://127.0.0.1:1', token: 'A'.repeat(43), silence: 60_000 };
      const { exited } = await spawner.spawn(seat);
      const found = JSON.parse((await exited).lastWords) as Found;

      for (const password of passwords) expect(found.told).not.toContain(password);
      expect(found.told).not.toMatch(/nats/i);
      // Without root there is one account for all, and the process spawner is for agents that execute nothing.
      if (process.getuid?.() === 0 && readableByAll(process.execPath)) {
        expect(found.uid).toBeGreaterThan(60_000);
        for (const [file, content] of Object.entries(found.files)) expect(content, file).toBe('EACCES');
      }
      expect(Object.keys(found.doors)).toHaveLength(1 + 2 * ROLES.length);
      for (const [name, answer] of Object.entries(found.doors)) {
        expect(answer, name).toContain("-ERR 'Authorization Violation'");
        expect(answer, name).not.toContain('PONG');
      }
    } finally {
      process.env = before;
    }
  });
});

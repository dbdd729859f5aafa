import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { fetchNatsServer } from './nats-fetch.mjs';
import { fetchByRelease } from './nats-fetch-release.mjs';
import { findNatsServer } from './nats-find.mjs';

const run = promisify(execFile);
const ARCHIVE = 'nats-server-v2.15.1-linux-amd64';
const here = { platform: 'linux', arch: 'x64' };

describe('nats-server is fetched', () => {
  it('from the release archive, when its digest is the published one', async () => {
    await using folder = await temporaryFolder('fetch');
    await using releases = await releaseServer(folder.path, (digest) => `${digest}  ${ARCHIVE}.tar.gz\n`);
    const source = { name: 'a release', fetch: byRelease(releases.base) };
    const tools = join(folder.path, 'tools');
    const found = await fetchNatsServer(tools, { sources: [source] });
    expect(found).toEqual({ path: join(tools, 'nats-server'), version: '2.15.1' });
    expect(await findNatsServer({ tools, env: { PATH: '' } })).toEqual(
      expect.objectContaining({ version: expect.any(String) }),
    );
    expect(await readdir(tools)).toEqual(expect.not.arrayContaining([expect.stringMatching(/^fetch-/)]));
  });

  it('from no archive whose digest is another', async () => {
    await using folder = await temporaryFolder('fetch');
    await using releases = await releaseServer(folder.path, () => `${'0'.repeat(64)}  ${ARCHIVE}.tar.gz\n`);
    const attempt = byRelease(releases.base)({ work: folder.path, cache: folder.path });
    await expect(attempt).rejects.toThrow(/has the digest [0-9a-f]{64}, not the published 0{64}/);
  });

  it('from no archive that the published list does not name', async () => {
    await using folder = await temporaryFolder('fetch');
    await using releases = await releaseServer(folder.path, (digest) => `${digest}  something-else.tar.gz\n`);
    const attempt = byRelease(releases.base)({ work: folder.path, cache: folder.path });
    await expect(attempt).rejects.toThrow(/SHA256SUMS does not name/);
  });

  it('by the next way when one is closed, and else one sentence says what to install', async () => {
    await using folder = await temporaryFolder('fetch');
    const closed = { name: 'a closed door', fetch: () => Promise.reject(new Error('nobody is in')) };
    await using releases = await releaseServer(folder.path, (digest) => `${digest}  ${ARCHIVE}.tar.gz\n`);
    const open = { name: 'a release', fetch: byRelease(releases.base) };
    expect((await fetchNatsServer(join(folder.path, 'a'), { sources: [closed, open] })).version).toBe('2.15.1');
    await expect(fetchNatsServer(join(folder.path, 'b'), { sources: [closed] })).rejects.toThrow(
      'nats-server 2.15.1 or newer was not found and could not be fetched (a closed door: nobody is in): ' +
        'install it and put it on PATH, or name it in PAGEWRIGHT_NATS_SERVER.',
    );
  });

  it('never as one that is too old', async () => {
    await using folder = await temporaryFolder('fetch');
    const old = { name: 'the past', fetch: () => fakeServer(join(folder.path, 'old'), '2.14.0') };
    await expect(fetchNatsServer(join(folder.path, 'tools'), { sources: [old] })).rejects.toThrow(
      /the past: it has 2\.14\.0 only/,
    );
  });

  it('but one on PATH that is too old is passed over, and that is said', async () => {
    await using folder = await temporaryFolder('find');
    const path = await fakeServer(join(folder.path, 'bin'), '2.9.10');
    const fit = await fakeServer(join(folder.path, 'newer'), '2.15.3');
    const said: string[] = [];
    const env = { PATH: `${join(folder.path, 'bin')}:${join(folder.path, 'newer')}:/bin` };
    const found = await findNatsServer({ tools: join(folder.path, 'tools'), env, say: (line) => said.push(line) });
    expect(found).toEqual({ path: fit, version: '2.15.3' });
    expect(said).toEqual([`nats-server 2.9.10 at ${path} is too old (2.15.1 or newer is needed), so it is not used.`]);
  });
});

const byRelease = (base: string) => (folders: { work: string; cache: string }) =>
  fetchByRelease(folders, { base, ...here });

/** A program that says no more than its version. */
const fakeServer = async (folder: string, version: string): Promise<string> => {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'nats-server');
  await writeFile(file, `#!/bin/sh\necho "nats-server: v${version}"\n`);
  await chmod(file, 0o755);
  return file;
};

/** Serves an archive as the real place does, with the list of digests that is asked for. */
const releaseServer = async (folder: string, sums: (digest: string) => string) => {
  await fakeServer(join(folder, ARCHIVE), '2.15.1');
  await run('tar', ['-czf', join(folder, 'archive.tar.gz'), '-C', folder, ARCHIVE]);
  const archive = await readFile(join(folder, 'archive.tar.gz'));
  const answers = new Map<string, Buffer | string>([
    [`/v2.15.1/${ARCHIVE}.tar.gz`, archive],
    ['/v2.15.1/SHA256SUMS', sums(createHash('sha256').update(archive).digest('hex'))],
  ]);
  const server = createServer((request, response) => {
    const answer = answers.get(request.url ?? '');
    response.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { ensureWebApp } from './web-build.mjs';

describe('The web app', () => {
  it('is built when there is no build, and then only after its sources or packages have changed', async () => {
    await using folder = await checkout('node build.mjs');
    const built = async () => {
      await ensureWebApp({ root: folder.path, log: join(folder.path, 'log'), say: () => {} });
      return (await readFile(join(folder.path, 'builds'), 'utf8')).length;
    };
    expect(await built()).toBe(1);
    expect(await built()).toBe(1);
    await writeFile(join(folder.path, 'apps/web/src/new.ts'), '');
    expect(await built()).toBe(2);
    await writeFile(join(folder.path, 'package-lock.json'), '{"other": true}');
    expect(await built()).toBe(3);
    await rm(join(folder.path, 'apps/web/dist'), { recursive: true });
    expect(await built()).toBe(4);
    expect(await built()).toBe(4);
  });

  it('says in one sentence where to read why it could not be built, and is tried again next time', async () => {
    await using folder = await checkout('echo no such module >&2; exit 2');
    const log = join(folder.path, 'log');
    const attempt = () => ensureWebApp({ root: folder.path, log, say: () => {} });
    await expect(attempt()).rejects.toThrow(`The web app could not be built (exit code 2): its log is ${log}.`);
    expect(await readFile(log, 'utf8')).toContain('no such module');
    await expect(attempt()).rejects.toThrow(/could not be built/);
  });
});

/** A workspace whose build notes that it ran. */
const checkout = async (build: string) => {
  const folder = await temporaryFolder('web');
  const web = join(folder.path, 'apps', 'web');
  await mkdir(join(web, 'src'), { recursive: true });
  await writeFile(join(folder.path, 'package.json'), '{ "name": "root", "private": true, "workspaces": ["apps/*"] }');
  await writeFile(join(folder.path, 'package-lock.json'), '{}');
  await writeFile(
    join(web, 'package.json'),
    JSON.stringify({ name: '@pagewright/web', version: '1.0.0', scripts: { build } }),
  );
  await writeFile(
    join(web, 'build.mjs'),
    `import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
     appendFileSync('../../builds', 'x'); mkdirSync('dist', { recursive: true }); writeFileSync('dist/index.html', '');
     writeFileSync('openapi.json', '{}'); writeFileSync('src/schema.d.ts', '');`,
  );
  return folder;
};

import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { createGuardedHttp } from '@pagewright/kernel/adapters/guarded-http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { temporaryFolder, type TemporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { gitServer, type GitServer } from '../../testing/git-server.ts';
import { importGit, type GitImportOptions } from './index.ts';

let git: GitServer;
let work: TemporaryFolder;
const http = createGuardedHttp({ allow: ['127.0.0.0/8'] });

beforeAll(async () => {
  git = await gitServer();
  work = await temporaryFolder('git-work');
  vi.stubEnv('TMPDIR', work.path);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await git[Symbol.asyncDispose]();
  await work[Symbol.asyncDispose]();
});

const site = { 'index.html': '<h1>Docs</h1>', 'css/site.css': 'h1{}' };
const taken = async (url: string, options: Partial<GitImportOptions> = {}) => {
  const { tree, ...rest } = await importGit(url, { http, ...options });
  return {
    ...rest,
    texts: Object.fromEntries([...tree].map(([path, bytes]) => [path, Buffer.from(bytes).toString()])),
  };
};
const refusal = (url: string, options: Partial<GitImportOptions> = {}) =>
  taken(url, options).then(
    () => Promise.reject(new Error('it was taken')),
    (raw: Error & { code: string }) => raw,
  );

describe('a git import', () => {
  it('takes the files of the newest commit, without history, repository and junk', async () => {
    const url = await git.repository('plain', [
      { 'index.html': 'old' },
      { ...site, '.DS_Store': 'x', 'node_modules/a/b.js': 'x', 'img/photo.bin': randomBytes(50_000) },
    ]);
    const seen: string[] = [];
    const { texts, ignored, commit } = await taken(url, { onProgress: ({ step }) => void seen.push(step) });
    expect(Object.keys(texts)).toEqual(['css/site.css', 'img/photo.bin', 'index.html']);
    expect(texts['index.html']).toBe('<h1>Docs</h1>');
    expect(ignored).toEqual(['.DS_Store', 'node_modules/']);
    expect(commit).toBe(await git.head('plain'));
    expect([seen[0], seen.at(-1)]).toEqual(['connecting', 'reading']);
  });

  it('takes a branch, a tag and a folder that are named, and takes one wrapping folder off', async () => {
    const url = await git.repository('named', [{ 'public/index.html': 'main', 'public/a.css': 'x' }]);
    await git.branch('named', 'draft', { 'public/index.html': 'draft', 'src/index.ts': 'x' });
    expect((await taken(url)).texts).toEqual({ 'index.html': 'main', 'a.css': 'x' });
    expect((await taken(url, { ref: 'draft', folder: '/public/' })).texts).toEqual({
      'index.html': 'draft',
      'a.css': 'x',
    });
    expect((await refusal(url, { ref: 'gone' })).code).toBe('no-such-branch');
    expect((await refusal(url, { folder: 'gone' })).code).toBe('no-such-folder');
    expect((await refusal(url, { folder: '../..' })).code).toBe('no-such-folder');
  });

  it('leaves out submodules and files of LFS, and says so', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n';
    const url = await git.repository('outside', [{ ...site, 'film.mp4': pointer }], { submodule: 'theme' });
    const { texts, ignored } = await taken(url);
    expect(Object.keys(texts)).toEqual(['css/site.css', 'index.html']);
    expect(ignored).toEqual(['film.mp4 (Git LFS)', 'theme/ (submodule)']);
  });

  it('refuses links, twins in case and an empty repository', async () => {
    const linked = await git.repository('linked', [site], { link: ['passwd', '/etc/passwd'] });
    expect(await refusal(linked)).toMatchObject({ code: 'link', entry: 'passwd' });
    const twins = await git.repository('twins', [{ ...site, 'INDEX.html': 'x' }]);
    expect((await refusal(twins)).code).toBe('duplicate-name');
    expect((await refusal(await git.repository('nothing', []))).code).toBe('empty');
  });

  it('opens a private repository with a token, and tells it to nobody else', async () => {
    const url = await git.repository('private', [site], { token: 'right' });
    expect((await refusal(url)).code).toBe('no-access');
    const wrong = await refusal(url, { token: 'wrong-token' });
    expect(wrong.code).toBe('no-access');
    expect(JSON.stringify([wrong.message, wrong.stack])).not.toContain('wrong-token');
    expect(Object.keys((await taken(url, { token: 'right' })).texts)).toHaveLength(2);
  });

  it('follows a repository that has moved', async () => {
    const url = await git.repository('moved', [site]);
    expect(Object.keys((await taken(url.replace('/moved', '/redirect/moved'))).texts)).toHaveLength(2);
  });

  it('says what is no repository, and what may not be reached', async () => {
    expect((await refusal(`${git.url}/page`)).code).toBe('not-a-repository');
    expect((await refusal(`${git.url}/gone.git`)).code).toBe('not-a-repository');
    expect((await refusal(git.url, { http: createGuardedHttp() })).code).toBe('address-refused');
    expect((await refusal('http://1.1.1.1/x.git', {})).code).toBe('not-secure');
    expect((await refusal('file:///etc')).code).toBe('not-a-repository');
  });

  it('ends when it takes too long, when it is given up and when too much comes', async () => {
    const url = await git.repository('large', [{ ...site, 'large.bin': randomBytes(300_000) }]);
    expect((await refusal(`${git.url}/silent`, { timeoutMs: 500 })).code).toBe('timeout');
    expect((await refusal(url, { maxBytes: 100_000 })).code).toBe('too-large');
    const giving = new AbortController();
    const asked = refusal(`${git.url}/silent`, { signal: giving.signal });
    giving.abort(new Error('given up'));
    expect((await asked).message).toBe('given up');
  });

  it('is not unpacked when a few kilobytes would become too much', async () => {
    const bomb = Buffer.alloc(60 * 1024 * 1024);
    const url = await git.repository('bomb', [{ ...site, 'zeros.bin': bomb }]);
    expect((await refusal(url)).code).toBe('too-large');
  });

  it('leaves nothing behind', async () => {
    expect(await readdir(work.path)).toEqual([]);
  });
});

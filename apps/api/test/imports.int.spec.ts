import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zip } from '../../../contexts/artifacts/testing/crafted-zips.ts';
import { gitServer, type GitServer } from '../../../contexts/artifacts/testing/git-server.ts';
import { httpGet } from '../../../test/support/http-get.ts';
import { Person } from '../../../test/story/person.ts';
import { personWithSite, type RunningApi, runningApi } from './running-api.ts';

interface Upload {
  readonly digest: string;
  readonly files: number;
  readonly pages: readonly string[];
  readonly ignored: readonly string[];
}
interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string }[];
}

let api: RunningApi;
let git: GitServer;
let ada: Person;
let site: string;

beforeAll(async () => {
  [api, git] = await Promise.all([runningApi({ PAGEWRIGHT_OUTBOUND_ALLOW: '127.0.0.0/8' }), gitServer()]);
  ({ person: ada, site } = await personWithSite(api));
}, 300_000);
afterAll(async () => {
  await api?.[Symbol.asyncDispose]();
  await git[Symbol.asyncDispose]();
});

const asked = async (path: string, headers: Readonly<Record<string, string>>, body: string | Uint8Array) => {
  const response = await fetch(`http://127.0.0.1:${api.port}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ada.token}`, ...headers },
    body: typeof body === 'string' ? body : Buffer.from(body),
  });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};
const files = { 'index.html': '<!doctype html><title>Git</title><h1>Git</h1>', 'about.html': '<h1>About</h1>' };

describe('a zip', () => {
  it('becomes a site, without the folder around it and what nobody means to publish', async () => {
    const bytes = zip(
      { name: 'site/index.html', content: '<h1>a</h1>' },
      { name: 'site/logo.svg', content: '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>' },
      { name: '__MACOSX/site/._index.html', content: 'x' },
    );
    const sent = await asked('/api/uploads', { 'content-type': 'application/zip' }, bytes);
    const upload = JSON.parse(sent.text) as Upload;
    expect([sent.status, upload.files, upload.pages, upload.ignored]).toEqual([201, 2, ['index.html'], ['__MACOSX/']]);
    expect((await ada.createSite('From a zip', { upload: upload.digest })).site.name).toBe('From a zip');
  });

  it.each([
    ['climbs out', zip({ name: '../x' }), 422, 'archive-path-escapes'],
    ['has a link', zip({ name: 'x', content: '/etc/passwd', mode: 0o120777 }), 422, 'archive-link'],
    ['says that it has 3 GB of zeros', zip({ name: 'x', size: 3 * 1024 ** 3 }), 413, 'archive-too-large'],
    ['is a picture', Buffer.from('GIF89a'), 422, 'archive-not-an-archive'],
  ])('that %s is refused whole, and nothing of the sender’s is touched', async (_what, bytes, status, code) => {
    const before = (await ada.demand<{ items: unknown[] }>('GET', '/api/sites')).items.length;
    const sent = await asked('/api/uploads', { 'content-type': 'application/zip' }, bytes);
    const problem = JSON.parse(sent.text) as Problem;
    expect([sent.status, problem.code, problem.errors?.[0]?.path]).toEqual([status, code, 'archive']);
    expect((await ada.demand<{ items: unknown[] }>('GET', '/api/sites')).items.length).toBe(before);
  });
});

describe('a git repository', () => {
  it('becomes a site', async () => {
    const url = await git.repository('docs', [files]);
    const upload = await ada.demand<Upload>('POST', '/api/imports/git', { url });
    expect([upload.files, upload.pages]).toEqual([2, ['index.html', 'about.html']]);
    expect((await ada.createSite('From git', { upload: upload.digest })).site.name).toBe('From git');
  });

  it('tells line by line how it goes, to whoever asks for lines', async () => {
    const url = await git.repository('lines', [files]);
    const headers = { 'content-type': 'application/json', accept: 'application/x-ndjson' };
    const sent = await asked('/api/imports/git', headers, JSON.stringify({ url }));
    const lines = sent.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { step?: string; upload?: Upload });
    expect([sent.status, sent.type]).toEqual([200, 'application/x-ndjson']);
    expect(lines.flatMap(({ step }) => step ?? [])).toEqual(
      expect.arrayContaining(['connecting', 'receiving', 'reading']),
    );
    expect(lines.at(-1)?.upload?.files).toBe(2);
    const gone = await asked('/api/imports/git', headers, JSON.stringify({ url: `${git.url}/page` }));
    expect(JSON.parse(gone.text.trim().split('\n').at(-1) ?? '')).toMatchObject({
      problem: { code: 'import-not-a-repository', status: 422, errors: [{ path: 'url' }] },
    });
  });

  it.each([
    ['an address without https', { url: 'git@github.com:ada/site.git' }, 422, 'import-not-a-repository', 'url'],
    [
      'the address of this machine in other figures',
      { url: 'http://[::1]/x.git' },
      422,
      'import-address-refused',
      'url',
    ],
    ['plain http', { url: 'http://1.1.1.1/x.git' }, 422, 'import-not-secure', 'url'],
    [
      'a password in the address',
      { url: 'https://ada:secret@example.org/x.git' },
      422,
      'import-password-in-address',
      'url',
    ],
    ['a branch that is an option', { url: 'https://example.org/x.git', ref: 'a b' }, 422, 'invalid', 'ref'],
    ['nothing', { url: '' }, 422, 'invalid', 'url'],
  ])('is refused for %s', async (_what, body, status, code, field) => {
    const answer = await ada.ask<Problem>('POST', '/api/imports/git', body);
    expect([answer.status, answer.body.code, answer.body.errors?.[0]?.path]).toEqual([status, code, field]);
  });

  it('asks for a token where it is private, and repeats none', async () => {
    const url = await git.repository('private', [files], { token: 'tell-nobody' });
    const without = await ada.ask<Problem>('POST', '/api/imports/git', { url });
    expect([without.status, without.body.code, without.body.errors?.[0]?.path]).toEqual([
      422,
      'import-no-access',
      'token',
    ]);
    const wrong = await ada.ask<Problem>('POST', '/api/imports/git', { url, token: 'not-this-one' });
    expect([wrong.status, JSON.stringify(wrong.body).includes('not-this-one')]).toEqual([422, false]);
    expect((await ada.demand<Upload>('POST', '/api/imports/git', { url, token: 'tell-nobody' })).files).toBe(2);
  });
});

describe('a copy of a site', () => {
  it('is made of a version, which has to be one’s own', async () => {
    const none = await ada.ask<Problem>('POST', '/api/sites', { name: 'Copy', from: { site, version: 1 } });
    expect([none.status, none.body.errors?.[0]?.path]).toEqual([422, 'from.site']);
    const eve = new Person(api.port);
    await eve.register('eve@example.org');
    const foreign = await eve.ask<Problem>('POST', '/api/sites', { name: 'Copy', from: { site, version: 1 } });
    expect([foreign.status, foreign.body.errors?.[0]?.path]).toEqual([422, 'from.site']);
  });
});

describe('a starter', () => {
  it('is looked at file by file, sandboxed away from the app', async () => {
    const { items } = await ada.demand<{ items: { name: string }[] }>('GET', '/api/starters');
    const base = `/api/starters/${items[0]?.name}/site/`;
    const get = (path: string) => httpGet({ port: api.port, host: `127.0.0.1:${api.port}`, path });
    const page = await get(base);
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html']);
    expect(page.headers['content-security-policy']).toMatch(/^sandbox allow-scripts; default-src 'self'/);
    expect(page.text).toMatch(/<html/);
    for (const path of ['gone.html', '../../../etc/passwd', '%2e%2e/%2e%2e/starter.json']) {
      expect((await get(base + path)).status).toBe(404);
    }
    expect((await get('/api/starters/none/site/')).status).toBe(404);
  });
});

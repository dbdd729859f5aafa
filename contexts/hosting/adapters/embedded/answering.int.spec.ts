import { connect } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { sha256 } from '@pagewright/artifacts';
import { memoryArtifactStore } from '@pagewright/artifacts/memory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeVersion } from '../../../../test/support/hosted-versions.ts';
import { httpGet, type HttpAnswer } from '../../../../test/support/http-get.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { createEmbeddedHost } from './index.ts';
import { listen, type SitesServer } from './sites-server.ts';

const PAGE = `<!doctype html><title>Docs</title>${'<p>much the same text</p>'.repeat(100)}`;
const LARGE = 'large '.repeat(3_000);
const FILES = {
  'index.html': PAGE,
  '404.html': '<title>Ours is missing</title>',
  'blog/index.html': '<title>Blog</title>',
  'css/site.css': 'a{}',
  'data.json': JSON.stringify({ rows: 'row '.repeat(300) }),
  'large.txt': LARGE,
  'picture.png': 'not really a picture '.repeat(100),
  'für.html': '<title>Für</title>',
  'no-extension': 'plain',
  '.well-known/security.txt': 'Contact: mailto:a@b.c',
};

describe('The embedded host answers', () => {
  let folder: TemporaryFolder;
  let server: SitesServer;

  beforeAll(async () => {
    folder = await temporaryFolder('hosting');
    const artifacts = memoryArtifactStore();
    const { host, handle } = await createEmbeddedHost({
      root: folder.path,
      artifacts,
      sitesDomain: 'localhost',
      appOrigin: ['http://app.localhost:4400', 'http://127.0.0.1:4400/'],
      markPage: () => undefined,
      hostName: 'embedded',
      log: () => undefined,
      largestHeldBytes: 10_000,
    });
    const docs = await makeVersion(artifacts, 1, FILES);
    const other = await makeVersion(artifacts, 1, { 'index.html': 'other', 'secret.txt': 'of the other site' });
    const docsPlace = { site: 'docs', fqdn: 'docs.localhost', key: 'abcdefghijklmnop' };
    await host.place({ ...docsPlace, serving: 'enabled', versions: new Map([[1, docs]]) });
    const otherPlace = { site: 'other', fqdn: 'other.localhost', key: 'otherotherothero' };
    await host.place({ ...otherPlace, serving: 'enabled', versions: new Map([[1, other]]) });
    await host.apply({ site: 'docs', target: 'live', position: 1, ...docs });
    await host.apply({ site: 'docs', target: 'preview', position: 2, ...docs });
    await host.apply({ site: 'other', target: 'live', position: 3, ...other });
    server = await listen({ host: '127.0.0.1', port: 0 }, handle);
  });
  afterAll(async () => {
    await server.drop();
    await folder[Symbol.asyncDispose]();
  });

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET', host = 'docs.localhost') =>
    httpGet({ port: server.port, host, path, headers, method });
  /** The second answer comes from memory: both ways are asked, and must answer alike. */
  const both = async (...question: Parameters<typeof get>): Promise<HttpAnswer> => {
    const cold = await get(...question);
    const warm = await get(...question);
    expect({ ...warm, headers: { ...warm.headers, date: '' } }).toEqual({
      ...cold,
      headers: { ...cold.headers, date: '' },
    });
    return warm;
  };
  const raw = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
      let answer = '';
      socket.on('data', (piece) => (answer += piece.toString('latin1')));
      socket.on('error', reject);
      socket.on('close', () => resolve(answer));
    });

  it('with types by extension, and UTF-8 for text', async () => {
    const typeOf = async (path: string) => (await both(path)).headers['content-type'];
    expect(await typeOf('/')).toBe('text/html; charset=utf-8');
    expect(await typeOf('/css/site.css')).toBe('text/css; charset=utf-8');
    expect(await typeOf('/data.json')).toBe('application/json; charset=utf-8');
    expect(await typeOf('/picture.png')).toBe('image/png');
    expect(await typeOf('/no-extension')).toBe('application/octet-stream');
    expect((await get('/')).headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
    });
  });

  it('with the page that a path means', async () => {
    expect((await both('/blog/')).text).toBe(FILES['blog/index.html']);
    expect((await both('/f%C3%BCr')).text).toBe(FILES['für.html']);
    expect((await both('/.well-known/security.txt')).text).toBe(FILES['.well-known/security.txt']);
    const { status, headers } = await both('/blog?x=1');
    expect([status, headers['location']]).toEqual([302, '/blog/?x=1']);
  });

  it("with the site's own page where there is nothing, whatever is cached of it", async () => {
    for (const path of ['/none', '/none/', '/css', '/picture.png/']) {
      const { status, text } = await both(path);
      expect([status, text]).toEqual([404, FILES['404.html']]);
    }
    const tag = (await get('/404.html')).headers['etag'] ?? '';
    expect((await get('/none', { 'if-none-match': tag, range: 'bytes=0-1' })).status).toBe(404);
    const plain = await get('/none', {}, 'GET', 'other.localhost');
    expect([plain.status, plain.text.includes('Page not found')]).toEqual([404, true]);
  });

  it('with a strong tag of the bytes, and 304 to who has them', async () => {
    const { headers } = await both('/');
    expect(headers['etag']).toBe(`"${sha256(PAGE)}"`);
    for (const tag of [headers['etag'] ?? '', `W/${headers['etag']}`, `"x", ${headers['etag']}`, '*']) {
      const again = await both('/', { 'if-none-match': tag });
      expect([again.status, again.body.length, again.headers['etag']]).toEqual([304, 0, headers['etag']]);
    }
    expect((await both('/', { 'if-none-match': '"other"' })).status).toBe(200);
    expect((await both('/large.txt', { 'if-none-match': `"${sha256(LARGE)}"` })).status).toBe(304);
  });

  it('compressed to who takes it, under a tag of its own', async () => {
    const brotli = await both('/', { 'accept-encoding': 'gzip, deflate, br' });
    expect(brotli.headers).toMatchObject({
      'content-encoding': 'br',
      vary: 'Accept-Encoding',
      etag: `"${sha256(PAGE)}-br"`,
    });
    expect(brotliDecompressSync(brotli.body).toString()).toBe(PAGE);
    const zipped = await both('/', { 'accept-encoding': 'gzip' });
    expect([zipped.headers['content-encoding'], gunzipSync(zipped.body).toString()]).toEqual(['gzip', PAGE]);
    expect(zipped.headers['content-length']).toBe(String(zipped.body.length));
    const plain = await both('/');
    expect([plain.headers['content-encoding'], plain.headers['vary']]).toEqual([undefined, 'Accept-Encoding']);
    const again = await both('/', { 'accept-encoding': 'br', 'if-none-match': brotli.headers['etag'] ?? '' });
    expect(again.status).toBe(304);
    const others = await both('/', { 'accept-encoding': 'gzip', 'if-none-match': brotli.headers['etag'] ?? '' });
    expect(others.status).toBe(200);
  });

  it('uncompressed where that would not help', async () => {
    const accept = { 'accept-encoding': 'br, gzip' };
    expect((await both('/picture.png', accept)).headers).not.toHaveProperty('content-encoding');
    expect((await both('/picture.png', accept)).headers).not.toHaveProperty('vary');
    expect((await both('/css/site.css', accept)).headers).not.toHaveProperty('content-encoding');
  });

  it.each([
    ['from memory', '/', PAGE],
    ['from the disk', '/large.txt', LARGE],
  ])('a range %s', async (_, path, whole) => {
    const piece = await both(path, { range: 'bytes=10-19', 'accept-encoding': 'br' });
    expect([piece.status, piece.text]).toEqual([206, whole.slice(10, 20)]);
    expect(piece.headers).toMatchObject({ 'content-range': `bytes 10-19/${whole.length}`, 'content-length': '10' });
    expect((await both(path, { range: 'bytes=-5' })).text).toBe(whole.slice(-5));
    const beyond = await both(path, { range: `bytes=${whole.length}-` });
    expect([beyond.status, beyond.headers['content-range']]).toEqual([416, `bytes */${whole.length}`]);
    const tag = `"${sha256(whole)}"`;
    expect((await both(path, { range: 'bytes=0-0', 'if-range': tag })).status).toBe(206);
    const old = await both(path, { range: 'bytes=0-0', 'if-range': '"old"' });
    expect([old.status, old.text]).toEqual([200, whole]);
    expect((await both(path, { range: 'bytes=0-0,2-2' })).status).toBe(200);
  });

  it.each(['/', '/large.txt', '/none', '/blog', '/.well-known/pagewright.json'])(
    'HEAD %s as GET, without the body',
    async (path) => {
      const whole = await both(path);
      const head = await both(path, {}, 'HEAD');
      expect(head.body).toHaveLength(0);
      expect(head.status).toBe(whole.status);
      const { date: _1, ...headers } = head.headers;
      const { date: _2, ...expected } = whole.headers;
      expect(headers).toEqual(expected);
    },
  );

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])(
    '405 to %s, and says what is allowed',
    async (method) => {
      const { status, headers } = await get('/', {}, method);
      expect([status, headers['allow']]).toEqual([405, 'GET, HEAD']);
    },
  );

  it.each(['docs.localhost:1', 'DOCS.localhost', 'docs.localhost.'])('for the site under %j', async (host) =>
    expect((await get('/', {}, 'GET', host)).text).toBe(PAGE),
  );

  it.each([
    'localhost',
    '127.0.0.1',
    '[::1]',
    'docs.localhost@other.localhost',
    'other.localhost:80@docs.localhost',
    'docs.localhost/',
    '../other',
    'docs',
    'docs.localhost.example',
    'v1--zzzzzzzzzzzzzzzz.localhost',
    'a'.repeat(5_000),
  ])('421 under %j', async (host) => expect((await get('/', {}, 'GET', host)).status).toBe(421));

  it.each([
    '/../../other/secret.txt',
    '/..%2f..%2fother%2fsecret.txt',
    '/%2e%2e/%2e%2e/other/secret.txt',
    '/..%5c..%5cother%5csecret.txt',
    '/%00',
    '/index.html%00.png',
    '/%',
    '/%zz',
    '/%c0%ae%c0%ae/secret.txt',
    '//other.localhost/secret.txt',
  ])('400 to %j', async (path) => {
    const { status, text } = await both(path);
    expect(status).toBe(400);
    expect(text).not.toContain('other site');
  });

  it.each(['/pointers.json', '/other/secret.txt', '/secret.txt', '/1-abc/index.html'])('404 to %j', async (path) =>
    expect((await both(path)).status).toBe(404),
  );

  it('garbage with an error, and goes on', async () => {
    const host = 'Host: docs.localhost\r\nConnection: close\r\n';
    expect(await raw(`GET / HTTP/1.1\r\n${host}X-Long: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
    expect(await raw('\x16\x03\x01\x02garbage\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw('GET / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw('GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 421 /);
    expect(await raw(`GET docs HTTP/1.1\r\n${host}\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw(`GET / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n`)).toMatch(
      / 400 /,
    );
    expect((await get('/')).status).toBe(200);
  });

  it('for the host of an absolute target, whatever the header says', async () => {
    const ask = (target: string) => raw(`GET ${target} HTTP/1.1\r\nHost: docs.localhost\r\nConnection: close\r\n\r\n`);
    expect(await ask('http://other.localhost/secret.txt')).toContain('of the other site');
    expect(await ask('http://other.localhost')).toMatch(/^HTTP\/1\.1 200 /);
    expect(await ask('http://ada@other.localhost/secret.txt')).toMatch(/^HTTP\/1\.1 421 /);
  });

  it('with frames allowed to the app alone where the address is a secret', async () => {
    for (const host of ['preview--abcdefghijklmnop.localhost', 'v1--abcdefghijklmnop.localhost']) {
      expect((await both('/', {}, 'GET', host)).headers).toMatchObject({
        'content-security-policy': 'frame-ancestors http://app.localhost:4400 http://127.0.0.1:4400',
        'referrer-policy': 'same-origin',
        'x-robots-tag': 'noindex',
      });
    }
    const live = (await both('/')).headers;
    expect(live).not.toHaveProperty('content-security-policy');
    expect(live['referrer-policy']).toBe('strict-origin-when-cross-origin');
  });

  it('the same bytes on live, preview and version', async () => {
    for (const path of Object.keys(FILES)) {
      const written = `/${path.split('/').map(encodeURIComponent).join('/')}`;
      const [live, preview, version] = await Promise.all(
        ['docs', 'preview--abcdefghijklmnop', 'v1--abcdefghijklmnop'].map((name) =>
          get(written, {}, 'GET', `${name}.localhost`),
        ),
      );
      expect([live?.status, preview?.status, version?.status]).toEqual([200, 200, 200]);
      expect(preview?.body).toEqual(live?.body);
      expect(version?.body).toEqual(live?.body);
    }
  });
});

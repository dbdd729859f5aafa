import { markPage } from '../../../authoring/src/index.ts';
import { memoryArtifactStore } from '@pagewright/artifacts/memory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeVersion } from '../../../../test/support/hosted-versions.ts';
import { httpGet } from '../../../../test/support/http-get.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { createEmbeddedHost } from './index.ts';
import { listen, type SitesServer } from './sites-server.ts';

const FILES = {
  'index.html': '<!doctype html><title>Docs</title><h1>Hello</h1><script src="a.js"></script>',
  'about "us".html': '<p>About</p>',
  '404.html': '<p>Nothing</p>',
  'a.js': 'console.log("<p>")',
  'site.css': 'a{}',
  'large.html': `<p>${'x'.repeat(1024 * 1024)}</p>`,
  '.pagewright/bridge/main.js': 'the site has a file of this name',
};
const KEY = 'abcdefghijklmnop';

describe('The origin of the editor’s frame', () => {
  let folder: TemporaryFolder;
  let server: SitesServer;

  beforeAll(async () => {
    folder = await temporaryFolder('editing');
    const artifacts = memoryArtifactStore();
    const { host, handle } = await createEmbeddedHost({
      root: folder.path,
      artifacts,
      sitesDomain: 'localhost',
      appOrigin: 'http://app.localhost:4400',
      hostName: 'embedded',
      markPage,
      log: () => undefined,
    });
    const one = await makeVersion(artifacts, 1, { ...FILES, 'index.html': '<h1>One</h1>' });
    const two = await makeVersion(artifacts, 2, FILES);
    const versions = new Map([one, two].map((version) => [version.version, version]));
    await host.place({ site: 'docs', fqdn: 'docs.localhost', key: KEY, serving: 'enabled', versions });
    await host.apply({ site: 'docs', target: 'live', position: 2, ...two });
    await host.apply({ site: 'docs', target: 'preview', position: 2, ...two });
    server = await listen({ host: '127.0.0.1', port: 0 }, handle);
  });
  afterAll(async () => {
    await server.drop();
    await folder[Symbol.asyncDispose]();
  });

  const get = (host: string, path: string, headers: Record<string, string> = {}, method = 'GET') =>
    httpGet({ port: server.port, host: `${host}.localhost`, path, headers, method });
  const edit = `edit--${KEY}`;

  it('marks the elements of pages and loads the bridge before any script', async () => {
    const { status, text } = await get(edit, '/');
    expect(status).toBe(200);
    expect(text).toBe(
      '<!doctype html><script src="/.pagewright/bridge/early.js" data-file="index.html"></script><title>Docs</title>' +
        '<h1 data-pw="34-48">Hello</h1><script data-pw="48-76" src="a.js"></script>',
    );
    expect(FILES['index.html'].slice(34, 48)).toBe('<h1>Hello</h1>');
  });

  it('follows the preview pointer, or shows one version', async () => {
    expect((await get(`edit-v1--${KEY}`, '/')).text).toContain('One');
    expect((await get(`edit-v2--${KEY}`, '/')).text).toContain('Hello');
    expect((await get(`edit-v3--${KEY}`, '/')).status).toBe(404);
    expect((await get('edit--qqqqqqqqqqqqqqqq', '/')).status).toBe(421);
  });

  it('says which file a page is, whatever its name', async () => {
    expect((await get(edit, '/about%20%22us%22')).text).toContain('data-file="about &#34;us&#34;.html"');
    const missing = await get(edit, '/no-such-page');
    expect([missing.status, missing.text.includes('data-file="404.html"')]).toEqual([404, true]);
  });

  it('is framed by the app alone, sends no form and is in no search engine', async () => {
    const { headers } = await get(edit, '/');
    expect(headers['content-security-policy']).toBe("frame-ancestors http://app.localhost:4400; form-action 'none'");
    expect(headers['origin-agent-cluster']).toBe('?1');
    expect(headers['x-robots-tag']).toBe('noindex');
  });

  it('tells pages apart from those of other origins by their tags, and answers 304 for its own', async () => {
    const [marked, plain] = [await get(edit, '/'), await get(`preview--${KEY}`, '/')];
    expect(marked.headers['etag']).not.toBe(plain.headers['etag']);
    expect((await get(edit, '/', { 'if-none-match': marked.headers['etag'] ?? '' })).status).toBe(304);
    expect((await get(edit, '/', { 'if-none-match': plain.headers['etag'] ?? '' })).status).toBe(200);
  });

  it('has the bridge, which knows the app', async () => {
    const bridge = await get(edit, '/.pagewright/bridge/main.js');
    expect(bridge.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(bridge.text).toContain('export const begin');
    expect((await get(edit, '/.pagewright/bridge/app-origins.js')).text).toContain('["http://app.localhost:4400"]');
    expect((await get(edit, '/.pagewright/bridge/..%2f')).status).toBe(400);
  });

  it('serves everything but pages as it is, and pages that are too large to be marked', async () => {
    for (const path of ['/a.js', '/site.css', '/large.html']) {
      const [here, there] = [await get(edit, path), await get(`preview--${KEY}`, path)];
      expect(here.body.equals(there.body)).toBe(true);
    }
  });

  it('leaves the other origins as they are, to the byte', async () => {
    for (const host of ['docs', `preview--${KEY}`, `v2--${KEY}`]) {
      for (const [path, text] of Object.entries(FILES)) {
        if (path === '404.html') continue;
        const { status, body } = await get(host, `/${path.split('/').map(encodeURIComponent).join('/')}`);
        expect([host, path, status, body.equals(Buffer.from(text))]).toEqual([host, path, 200, true]);
      }
    }
  });
});

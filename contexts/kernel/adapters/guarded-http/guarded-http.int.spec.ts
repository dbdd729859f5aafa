import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { type OutboundFailed, type OutboundFailure, type OutboundRequest } from '../../src/outbound-http.ts';
import { createGuardedHttp, type GuardedHttpOptions } from './index.ts';

const running: Server[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) {
    if ('closeAllConnections' in server) (server as ReturnType<typeof createHttpServer>).closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const listening = async <Some extends Server>(server: Some): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  running.push(server);
  return (server.address() as AddressInfo).port;
};
const serving = (listener: RequestListener): Promise<number> => listening(createHttpServer(listener));
const text = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts).toString();
};
const fetched = async (request: OutboundRequest, options: GuardedHttpOptions = { allow: ['127.0.0.0/8'] }) => {
  const answer = await createGuardedHttp(options).request(request);
  return { ...answer, text: await text(answer.body) };
};
const failure = (request: OutboundRequest, options?: GuardedHttpOptions): Promise<OutboundFailure> =>
  fetched(request, options).then(
    () => Promise.reject(new Error('it was answered')),
    (raw: OutboundFailed) => raw.code,
  );

describe('guarded HTTP', () => {
  it('brings an answer with its status, headers and body', async () => {
    const port = await serving((request, response) => {
      response.writeHead(418, { 'x-seen': `${request.method} ${request.url} ${request.headers['x-own']}` });
      request.pipe(response);
    });
    const answer = await fetched({
      url: `http://127.0.0.1:${port}/a?b=c`,
      method: 'POST',
      headers: { 'X-Own': 'yes' },
      body: Buffer.from('hello'),
    });
    expect([answer.status, answer.headers['x-seen'], answer.text]).toEqual([418, 'POST /a?b=c yes', 'hello']);
  });

  it.each([
    '127.0.0.1',
    'localhost',
    '2130706433',
    '0x7f000001',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '169.254.169.254',
    '10.0.0.1',
  ])('[BROKER 11.30] reaches nothing at %s', async (host) => {
    let heard = 0;
    const port = await serving((_request, response) => void response.end(String((heard += 1))));
    expect(await failure({ url: `http://${host}:${port}/` }, {})).toBe('address-refused');
    expect(heard).toBe(0);
  });

  it('[BROKER 11.30] connects to the address it has checked when the name answers otherwise the second time', async () => {
    const hosts: (string | undefined)[] = [];
    const port = await serving((request, response) => {
      hosts.push(request.headers.host);
      response.end('checked');
    });
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    let asked = 0;
    const resolve = async () => answers[asked++] ?? [];
    const options = { allow: ['127.0.0.1/32'], resolve };
    expect((await fetched({ url: `http://rebinding.example:${port}/` }, options)).text).toBe('checked');
    expect([asked, hosts]).toEqual([1, [`rebinding.example:${port}`]]);
    expect(await failure({ url: `http://rebinding.example:${port}/` }, options)).toBe('address-refused');
  });

  it('leaves out the private ones of several addresses, and tries the others in turn', async () => {
    const port = await serving((_request, response) => void response.end('second'));
    const resolve = async () => ['10.0.0.1', '127.0.0.2', '127.0.0.1'];
    expect((await fetched({ url: `http://two.example:${port}/` }, { allow: ['127.0.0.0/8'], resolve })).text).toBe(
      'second',
    );
  });

  it('[BROKER 11.30] checks where a redirect leads, every time', async () => {
    const port = await serving((request, response) => {
      response.writeHead(302, {
        location: request.url === '/' ? '/inside' : 'http://169.254.169.254/latest/meta-data',
      });
      response.end();
    });
    expect(await failure({ url: `http://127.0.0.1:${port}/` })).toBe('address-refused');
  });

  it('follows five redirects and not a sixth', async () => {
    const port = await serving((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) return void response.end('there');
      response.writeHead(307, { location: `/${left - 1}` });
      response.end();
    });
    expect(await fetched({ url: `http://127.0.0.1:${port}/5` })).toMatchObject({
      text: 'there',
      url: `http://127.0.0.1:${port}/0`,
    });
    expect(await failure({ url: `http://127.0.0.1:${port}/6` })).toBe('too-many-redirects');
    expect((await fetched({ url: `http://127.0.0.1:${port}/6`, maxRedirects: 0 })).status).toBe(307);
  });

  it('keeps credentials from another origin, and a POST from being sent twice', async () => {
    const seen: unknown[] = [];
    const other = await serving((request, response) => {
      seen.push(
        request.method,
        request.headers.authorization,
        request.headers['x-plain'],
        request.headers['content-length'],
      );
      response.end();
    });
    const port = await serving((_request, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${other}/` });
      response.end();
    });
    const headers = { Authorization: 'Bearer secret', 'x-plain': 'kept', 'content-type': 'text/plain' };
    await fetched({ url: `http://127.0.0.1:${port}/`, method: 'POST', headers, body: Buffer.from('x') });
    expect(seen).toEqual(['GET', undefined, 'kept', undefined]);
  });

  it.each([
    ['file:///etc/passwd', 'invalid-url'],
    ['gopher://example.org/', 'invalid-url'],
    ['//example.org', 'invalid-url'],
    ['http://user:secret@example.org/', 'invalid-url'],
    ['http://nowhere.invalid/', 'name-not-found'],
  ] as const)('says of %s: %s', async (url, code) => {
    expect(await failure({ url }, { resolve: () => Promise.reject(new Error('ENOTFOUND')) })).toBe(code);
  });

  it('asks for https where it must, but for ranges of the operator', async () => {
    const port = await serving((_request, response) => void response.end('inside'));
    expect(await failure({ url: 'http://plain.example/', secure: true }, { resolve: async () => ['1.1.1.1'] })).toBe(
      'not-secure',
    );
    expect((await fetched({ url: `http://127.0.0.1:${port}/`, secure: true })).text).toBe('inside');
  });

  it('stops an answer that is too large, told or not', async () => {
    const port = await serving((request, response) => {
      if (request.url === '/told') response.setHeader('content-length', 5_000);
      response.end(Buffer.alloc(5_000));
    });
    expect(await failure({ url: `http://127.0.0.1:${port}/told`, maxBytes: 4_999 })).toBe('too-large');
    expect(await failure({ url: `http://127.0.0.1:${port}/untold`, maxBytes: 4_999 })).toBe('too-large');
    expect((await fetched({ url: `http://127.0.0.1:${port}/untold`, maxBytes: 5_000 })).text).toHaveLength(5_000);
  });

  it('stops waiting for headers, for the rest of a body, for a look-up and for whoever gives up', async () => {
    const silent = await serving((request, response) => {
      if (request.url === '/half') response.write('half');
    });
    expect(await failure({ url: `http://127.0.0.1:${silent}/`, timeoutMs: 100 })).toBe('timeout');
    expect(await failure({ url: `http://127.0.0.1:${silent}/half`, timeoutMs: 100 })).toBe('timeout');
    const never = () => new Promise<never>(() => undefined);
    expect(await failure({ url: 'http://slow.example/', timeoutMs: 50 }, { resolve: never })).toBe('timeout');
    const giving = new AbortController();
    const asked = failure({ url: `http://127.0.0.1:${silent}/`, signal: giving.signal });
    await wait(20);
    giving.abort();
    expect(await asked).toBe('aborted');
  });

  it('refuses headers without end and what is no HTTP', async () => {
    const long = await serving(
      (_request, response) => void response.writeHead(200, { long: 'x'.repeat(20_000) }).end(),
    );
    expect(await failure({ url: `http://127.0.0.1:${long}/` })).toBe('bad-answer');
    const odd = await listening(createTcpServer((socket) => void socket.resume().end('SSH-2.0-OpenSSH\r\n')));
    expect(await failure({ url: `http://127.0.0.1:${odd}/` })).toBe('bad-answer');
  });

  it('says that nobody listens', async () => {
    const port = await serving(() => undefined);
    await new Promise((resolve) => running.pop()?.close(resolve));
    expect(await failure({ url: `http://127.0.0.1:${port}/` })).toBe('unreachable');
  });

  it('tells TLS the name that was asked for, and trusts no server without a certificate', async () => {
    const names: string[] = [];
    const server = createTlsServer({
      SNICallback: (name, answer) => {
        names.push(name);
        answer(null);
      },
    });
    server.on('tlsClientError', () => undefined);
    const port = await listening(server);
    const resolve = async () => ['127.0.0.1'];
    const url = `https://named.example:${port}/`;
    expect(await failure({ url }, { allow: ['127.0.0.1/32'], resolve })).toBe('not-trusted');
    expect(names).toEqual(['named.example']);
  });
});

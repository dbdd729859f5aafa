import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { memoryArtifactStore } from '@pagewright/artifacts/memory';
import { putBytes, type ArtifactStore } from '@pagewright/artifacts';
import type { ActivityPart } from '@pagewright/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../../../../test/support/wait-for.ts';
import { LIMITS, type WorkerJob } from '../../protocol/wire.ts';
import type { Seat } from './seat.ts';
import { openWorkerGateway, type WorkerGateway } from './worker-gateway.ts';

const bytes = new TextEncoder().encode('an archive');
const digest = createHash('sha256').update(bytes).digest('hex');

describe('The door of the workers', () => {
  let gateway: WorkerGateway;
  let artifacts: ArtifactStore;
  let seat: Seat;
  let token: string;
  let parts: ActivityPart[];
  const job = (build = 'b1', attempt = 1): WorkerJob => ({
    site: 's1',
    build,
    attempt,
    kind: 'prompt',
    agent: 'builtin',
    request: 'hello',
    clarifications: [],
    history: [],
    edits: null,
    source: { digest, size: bytes.length },
    previous: build === 'b1' ? { digest, size: bytes.length } : null,
    picks: [],
    attachments: [],
  });

  beforeEach(async () => {
    artifacts = memoryArtifactStore();
    await putBytes(artifacts, bytes);
    gateway = await openWorkerGateway({ artifacts, maxArchiveBytes: 1_000, holdMs: 50 });
    ({ seat, token } = gateway.seat());
    parts = [];
    seat.bind(job(), async (part) => void parts.push(part));
  });
  afterEach(() => gateway[Symbol.asyncDispose]());

  const ask = (method: string, path: string, init: RequestInit = {}, bearer = token) =>
    fetch(gateway.url + path, { ...init, method, headers: { authorization: `Bearer ${bearer}`, ...init.headers } });
  const json = (body: unknown): RequestInit => ({
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  const gzip = (body: string | Uint8Array<ArrayBuffer>): RequestInit => ({
    body,
    headers: { 'content-type': 'application/gzip' },
  });
  const own = '/v1/builds/b1/attempts/1';
  const text = (words: string) => ({ kind: 'text', text: words });
  const statusOf = async (response: Promise<Response>) => (await response).status;

  it('gives the job and the source to its worker', async () => {
    const response = await ask('GET', '/v1/job?door=4711');
    expect(await response.json()).toEqual(job());
    expect(seat.door).toBe(4711);
    expect(await (await ask('GET', `${own}/source`)).text()).toBe('an archive');
    expect(await (await ask('GET', `${own}/previous`)).text()).toBe('an archive');
  });

  it('says so when there is no version before', async () => {
    const first = gateway.seat();
    first.seat.bind(job('b2'), async () => undefined);
    expect(await statusOf(ask('GET', '/v1/builds/b2/attempts/1/previous', {}, first.token))).toBe(404);
  });

  it('gives what goes with the job to its worker, and nothing else of the store', async () => {
    const photo = await putBytes(artifacts, new TextEncoder().encode('a photo'));
    const own2 = gateway.seat();
    const file = { digest: photo.digest, size: photo.size, name: 'a.png', type: 'image/png', intent: 'add' as const };
    own2.seat.bind({ ...job('b2'), attachments: [file] }, async () => undefined);
    const door = '/v1/builds/b2/attempts/1/attachments';
    expect(await (await ask('GET', `${door}/${photo.digest}`, {}, own2.token)).text()).toBe('a photo');
    expect(await statusOf(ask('GET', `${door}/${digest}`, {}, own2.token))).toBe(404);
    expect(await statusOf(ask('GET', `${door}/${photo.digest}`))).toBe(403);
    own2.seat.askStop();
    expect(await statusOf(ask('GET', `${door}/${photo.digest}`, {}, own2.token))).toBe(409);
  });

  it('holds the question for a job until there is one, and answers 204 when there is none', async () => {
    const idle = gateway.seat();
    expect(await statusOf(ask('GET', '/v1/job?door=1', {}, idle.token))).toBe(204);
    const waiting = ask('GET', '/v1/job?door=1', {}, idle.token);
    idle.seat.bind(job('b2'), async () => undefined);
    expect(await (await waiting).json()).toMatchObject({ build: 'b2' });
  });

  it('refuses a token that is not ours with 403, at every door', async () => {
    const stranger = 'A'.repeat(43);
    for (const [method, path] of [
      ['GET', '/v1/job?door=1'],
      ['GET', '/v1/stop'],
      ['GET', `${own}/source`],
      ['POST', `${own}/activity`],
      ['PUT', `${own}/archives/${digest}`],
      ['PUT', `${own}/result`],
    ] as const) {
      const init = method === 'GET' ? {} : path.includes('archives') ? gzip('x') : json({});
      expect([path, await statusOf(ask(method, path, init, stranger))]).toEqual([path, 403]);
      expect([path, await statusOf(fetch(gateway.url + path, { ...init, method }))]).toEqual([path, 403]);
    }
  });

  it("refuses another build's token with 403 and an older attempt's with 409", async () => {
    const other = gateway.seat();
    other.seat.bind(job('b2'), async () => undefined);
    const older = gateway.seat();
    older.seat.bind(job('b1', 1), async () => undefined);
    older.seat.end();
    const body = json({ first: 0, parts: [text('hi')] });
    expect(await statusOf(ask('POST', `${own}/activity`, body, other.token))).toBe(403);
    expect(await statusOf(ask('POST', '/v1/builds/b1/attempts/2/activity', body))).toBe(409);
    expect(await statusOf(ask('POST', `${own}/activity`, body, older.token))).toBe(409);
    expect(await statusOf(ask('PUT', `${own}/result`, json({ type: 'failed', message: '' }), older.token))).toBe(409);
    expect(await statusOf(ask('PUT', `${own}/archives/${digest}`, gzip(bytes), older.token))).toBe(409);
    expect(parts).toEqual([]);
  });

  it('takes each part once, in order, however often a batch is sent', async () => {
    const first = json({ first: 0, parts: [text('a'), text('b')] });
    await ask('POST', `${own}/activity`, first);
    await Promise.all([ask('POST', `${own}/activity`, first), ask('POST', `${own}/activity`, first)]);
    await ask('POST', `${own}/activity`, json({ first: 1, parts: [text('b'), text('c')] }));
    expect(await statusOf(ask('POST', `${own}/activity`, json({ first: 9, parts: [text('z')] })))).toBe(409);
    expect(parts.map((part) => part.text)).toEqual(['a', 'b', 'c']);
  });

  it('slows down a worker that says too much', async () => {
    let first = 0;
    let answer = await ask(
      'POST',
      `${own}/activity`,
      json({ first, parts: Array.from({ length: 200 }, () => text('x')) }),
    );
    while (answer.status === 204 && first < 2_000) {
      first += 200;
      answer = await ask(
        'POST',
        `${own}/activity`,
        json({ first, parts: Array.from({ length: 200 }, () => text('x')) }),
      );
    }
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('stores an archive under the digest that it has, or not at all', async () => {
    const other = createHash('sha256').update('other').digest('hex');
    expect(await statusOf(ask('PUT', `${own}/archives/${other}`, gzip('an archive')))).toBe(400);
    expect(await artifacts.head(other as never)).toBeUndefined();
    expect(await statusOf(ask('PUT', `${own}/archives/${other}`, gzip('other')))).toBe(201);
    expect(await artifacts.head(other as never)).toMatchObject({ size: 5 });
  });

  it('takes no more archives than an attempt may put, also when they come at once', async () => {
    const gate = Promise.withResolvers<void>();
    let begun = 0;
    const slow: ArtifactStore = {
      ...artifacts,
      put: async (...given) => {
        begun += 1;
        await gate.promise;
        return artifacts.put(...given);
      },
    };
    await using busy = await openWorkerGateway({ artifacts: slow });
    const { seat: own, token: bearer } = busy.seat();
    own.bind(job(), async () => undefined);
    const statuses: number[] = [];
    const all = Array.from({ length: LIMITS.uploads + 2 }, async () => {
      const address = `${busy.url}/v1/builds/b1/attempts/1/archives/${digest}`;
      const { headers, ...rest } = gzip(bytes);
      const authorization = `Bearer ${bearer}`;
      const answer = await fetch(address, { ...rest, method: 'PUT', headers: { ...headers, authorization } });
      statuses.push(answer.status);
    });
    await waitFor(() => begun + statuses.length === all.length, { what: 'each to be begun or refused' });
    expect([begun, statuses]).toEqual([LIMITS.uploads, [409, 409]]);
    gate.resolve();
    await Promise.all(all);
    expect(own.uploads).toHaveLength(LIMITS.uploads);
  });

  it('takes one report, only of an archive that this attempt has put; the second hears 409', async () => {
    const report = (size: number) =>
      json({
        type: 'changed',
        artifact: { digest, size },
        summary: 'Done.',
        agent: { name: 'builtin', model: null, tokensIn: 0, tokensOut: 0, costUsd: 0, steps: 1 },
      });
    // It is in the store, but somebody else put it there.
    expect(await statusOf(ask('PUT', `${own}/result`, report(bytes.length)))).toBe(400);
    await ask('PUT', `${own}/archives/${digest}`, gzip(bytes));
    expect(await statusOf(ask('PUT', `${own}/result`, report(bytes.length)))).toBe(204);
    expect(await seat.report).toMatchObject({ type: 'changed', summary: 'Done.' });
    expect(await statusOf(ask('PUT', `${own}/result`, json({ type: 'failed', message: 'no' })))).toBe(409);
    expect(await statusOf(ask('PUT', `${own}/archives/${digest}`, gzip(bytes)))).toBe(409);
  });

  it('closes for writes when the build is stopped, but for what there is', async () => {
    expect(await (await ask('GET', '/v1/stop')).json()).toEqual({ stop: false });
    const waiting = ask('GET', '/v1/stop');
    seat.askStop();
    expect(await (await waiting).json()).toEqual({ stop: true });
    expect(await statusOf(ask('POST', `${own}/activity`, json({ first: 0, parts: [text('late')] })))).toBe(409);
    expect(await statusOf(ask('PUT', `${own}/result`, json({ type: 'failed', message: '' })))).toBe(409);
    expect(await statusOf(ask('PUT', `${own}/archives/${digest}`, gzip(bytes)))).toBe(201);
    const partial = json({ type: 'stopped', partial: { digest, size: bytes.length } });
    expect(await statusOf(ask('PUT', `${own}/result`, partial))).toBe(204);
    expect(parts).toEqual([]);
  });

  it('[BROKER 11.23] answers 400 to ids that are none', async () => {
    const bad = ['*', '>', 'a.b', '../x', 'ä', '', 'a'.repeat(300), 'a\r\nb', 'a\0b', '__proto__'.repeat(8)];
    for (const id of bad) {
      const path = `/v1/builds/${encodeURIComponent(id)}/attempts/1/activity`;
      const body = json({ first: 0, parts: [text('x')] });
      expect([id, await statusOf(ask('POST', path, body))]).toEqual([id, 400]);
    }
    for (const attempt of ['0', '-1', '1e1', '01', '1.0', '%00', '9'.repeat(40)]) {
      expect(await statusOf(ask('POST', `/v1/builds/b1/attempts/${attempt}/activity`, json({})))).toBe(400);
    }
    const step = { kind: 'step', id: 'a.b', state: 'done', verb: 'x', text: 'x' };
    expect(await statusOf(ask('POST', `${own}/activity`, json({ first: 0, parts: [step] })))).toBe(400);
    expect(await statusOf(ask('PUT', `${own}/archives/..%2f..%2fetc`, gzip('x')))).toBe(400);
    expect(parts).toEqual([]);
  });

  it('[BROKER 11.24] refuses headers of the broker', async () => {
    for (const name of ['Nats-Rollup', 'Nats-TTL', 'nats-schedule', 'Nats-Batch-Id', 'NATS-Expected-Last-Sequence']) {
      const init = json({ first: 0, parts: [text('x')] });
      const headers = { ...(init.headers as Record<string, string>), [name]: 'all' };
      expect([name, await statusOf(ask('POST', `${own}/activity`, { ...init, headers }))]).toEqual([name, 400]);
    }
    expect(parts).toEqual([]);
  });

  it('[BROKER 11.26] answers 413 and 400 to bodies that are too large, too deep or not what is asked for', async () => {
    const activity = (body: string) => statusOf(ask('POST', `${own}/activity`, json(body)));
    expect(await activity(JSON.stringify({ first: 0, parts: [text('x'.repeat(1024 * 1024 + 1))] }))).toBe(413);
    expect(await activity(`${'['.repeat(10_000)}${']'.repeat(10_000)}`)).toBe(400);
    expect(await activity('{"first":0,"parts":[{"kind":"text","text":"x"}],"__proto__":{"admin":true}}')).toBe(400);
    expect(await activity('{"first":0,"parts":[{"kind":"text","text":"x","__proto__":{}}]}')).toBe(400);
    expect(await activity('{"first":')).toBe(400);
    expect(await activity('null')).toBe(400);
    expect(await statusOf(ask('PUT', `${own}/archives/${digest}`, gzip('x'.repeat(1_001))))).toBe(413);
    expect(
      await statusOf(ask('POST', `${own}/activity`, { body: 'x', headers: { 'content-type': 'text/plain' } })),
    ).toBe(415);
    expect(parts).toEqual([]);
    // A lone surrogate is text that nobody can store: it is replaced, the rest stays as it is.
    expect(await activity('{"first":0,"first":0,"parts":[{"kind":"text","text":"a\\ud800b"}]}')).toBe(204);
    expect(parts).toEqual([text('a\uFFFDb')]);
  });

  it('lives on when a worker goes away in the middle of an archive', async () => {
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    const head = [
      `PUT ${own}/archives/${digest} HTTP/1.1`,
      'Host: x',
      `Authorization: Bearer ${token}`,
      'Content-Type: application/gzip',
      'Content-Length: 10',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\nan a`);
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.destroy();
    expect(await statusOf(ask('PUT', `${own}/archives/${digest}`, gzip(bytes)))).toBe(201);
  });
});

import { describe, expect, it } from 'vitest';
import { createTransport, type Credentials } from './transport.ts';
import { Refused, Unreachable } from './trouble.ts';

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

/** Answers in order; an Error stands for a connection that broke. */
const backend = (...answers: readonly (Response | Error)[]) => {
  const seen: Request[] = [];
  const left = [...answers];
  const fetch = async (input: RequestInfo | URL): Promise<Response> => {
    seen.push(input as Request);
    const next = left.shift();
    if (next === undefined) throw new Error('asked once too often');
    if (next instanceof Error) throw next;
    return next;
  };
  return { seen, fetch };
};
const pauses: number[] = [];
const pause = async (ms: number) => void pauses.push(ms);
const address = 'http://app.test/api/sites';

describe('transport', () => {
  it('sends a command again with the same key when the connection broke', async () => {
    const { seen, fetch } = backend(new TypeError('reset'), json(201, { id: 's1' }));
    const send = createTransport({ credentials: null, fetch, pause });
    const answer = await send(
      new Request(address, { method: 'POST', body: '{"a":1}', headers: { 'idempotency-key': 'k1' } }),
    );
    expect(answer.status).toBe(201);
    expect(seen.map((request) => request.headers.get('idempotency-key'))).toEqual(['k1', 'k1']);
    expect(await seen[1]?.text()).toBe('{"a":1}');
  });

  it('begins one trace for all tries of an intent', async () => {
    const { seen, fetch } = backend(new TypeError('reset'), json(201, {}), json(200, {}));
    const send = createTransport({ credentials: null, fetch, pause });
    const key = '0b8a5e5a-4f57-4f0e-9d0a-3c5f0d7f1a11';
    await send(new Request(address, { method: 'POST', headers: { 'idempotency-key': key } }));
    await send(new Request(address));
    const traces = seen.map((request) => request.headers.get('traceparent')?.split('-')[1]);
    expect(traces).toEqual([key.replaceAll('-', ''), key.replaceAll('-', ''), undefined]);
  });

  it('does not send a request without a key twice', async () => {
    const { seen, fetch } = backend(new TypeError('reset'));
    const send = createTransport({ credentials: null, fetch, pause });
    await expect(send(new Request(address, { method: 'POST' }))).rejects.toBeInstanceOf(Unreachable);
    expect(seen).toHaveLength(1);
  });

  it('waits as long as a 503 asks for, and no longer than five seconds', async () => {
    pauses.length = 0;
    const { fetch } = backend(
      json(503, {}, { 'retry-after': '1' }),
      json(503, {}, { 'retry-after': '60' }),
      json(200, {}),
    );
    await createTransport({ credentials: null, fetch, pause })(new Request(address));
    expect(pauses).toEqual([1_000, 5_000]);
  });

  it('asks reads for the position that the last command reached', async () => {
    const { seen, fetch } = backend(json(202, {}, { 'pagewright-position': '41' }), json(200, {}));
    const send = createTransport({ credentials: null, fetch, pause });
    await send(new Request(address, { method: 'POST' }));
    await send(new Request(address));
    expect(seen[1]?.headers.get('pagewright-min-position')).toBe('41');
  });

  it('renews the session once after a 401 and sends the body again', async () => {
    const { seen, fetch } = backend(json(401, {}), json(200, {}));
    const credentials: Credentials = { token: async () => 'old', refused: async () => 'new' };
    await createTransport({ credentials, fetch, pause })(new Request(address, { method: 'POST', body: 'x' }));
    expect(seen.map((request) => request.headers.get('authorization'))).toEqual(['Bearer old', 'Bearer new']);
    expect(await seen[1]?.text()).toBe('x');
  });

  it('throws the problem document of a refusal', async () => {
    const { fetch } = backend(json(409, { code: 'live-locked', detail: 'Live is locked', status: 409 }));
    const sent = createTransport({ credentials: null, fetch, pause })(new Request(address, { method: 'POST' }));
    await expect(sent).rejects.toSatisfy((raw) => raw instanceof Refused && raw.problem.code === 'live-locked');
  });
});

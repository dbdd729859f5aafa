import { randomUUID } from 'node:crypto';
import { type ClientRequest, request } from 'node:http';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { packTree } from '@pagewright/artifacts';
import { craftedArchives } from '@pagewright/artifacts/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person } from '../../../test/story/person.ts';
import { personWithSite, type RunningApi, runningApi, SETUP_CODE } from './running-api.ts';

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string;
  readonly errors?: readonly { readonly path: string }[];
}

let api: RunningApi;
let ada: Person;
let site: string;

/** A request with nothing between us and the wire: any host, any header, any path. */
const raw = (
  path: string,
  headers: Readonly<Record<string, string>>,
  method = 'GET',
  body = '',
): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port: api.port, path, method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });

const bearer = (): Record<string, string> => ({
  authorization: `Bearer ${ada.token}`,
  'content-type': 'application/json',
});

const storedMessages = async (stream: string): Promise<number> => {
  const connection = await connect({ servers: api.nats.url });
  try {
    return (await (await jetstreamManager(connection)).streams.info(stream)).state.messages;
  } finally {
    await connection.close();
  }
};

beforeAll(async () => {
  api = await runningApi();
  ({ person: ada, site } = await personWithSite(api));
}, 120_000);
afterAll(() => api[Symbol.asyncDispose]());

describe('the first account', () => {
  it('needs the set-up code, and the one after it does not', async () => {
    await using fresh = await runningApi();
    const stranger = new Person(fresh.port);
    const wish = { email: 'x@example.org', name: 'X', password: 'long enough' };
    const wrong = await stranger.ask<Problem>('POST', '/api/accounts', { ...wish, setupCode: 'GUESS' });
    expect([wrong.status, wrong.body.code]).toEqual([403, 'wrong-setup-code']);
    const [one, two] = await Promise.all(
      ['a@example.org', 'b@example.org'].map((email) =>
        new Person(fresh.port).ask('POST', '/api/accounts', { ...wish, email, setupCode: SETUP_CODE }),
      ),
    );
    expect([one?.status, two?.status].toSorted()).toEqual([201, 409]);
    const next = await stranger.ask<{ account: { role: string } }>('POST', '/api/accounts', {
      ...wish,
      email: 'c@example.org',
    });
    expect([next.status, next.body.account.role]).toEqual([201, 'member']);
  });
});

describe('a closed installation', () => {
  it('gives the first account its answer again, and lets nobody else in', async () => {
    await using fresh = await runningApi({ PAGEWRIGHT_REGISTRATION: 'closed' });
    const wish = { email: 'x@example.org', name: 'X', password: 'long enough', setupCode: SETUP_CODE };
    const send = (more: object, key: string) =>
      new Person(fresh.port).ask<{ account: { id: string } } & Problem>(
        'POST',
        '/api/accounts',
        { ...wish, ...more },
        { 'idempotency-key': key },
      );
    const [first, again] = [await send({}, 'once'), await send({}, 'once')];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body.account.id).toBe(first.body.account.id);
    expect((await send({ password: 'another one' }, 'once')).body.code).toBe('idempotency-key-reused');
    expect((await send({ email: 'y@example.org' }, 'twice')).body.code).toBe('registration-closed');
  });
});

describe('uploads', () => {
  it('are received a few at a time, whoever sends them slowly', async () => {
    const headers = { authorization: `Bearer ${ada.token}`, 'content-type': 'application/gzip' };
    const held = new Set<ClientRequest>();
    const begin = (): void => {
      const slow = request({ host: '127.0.0.1', port: api.port, path: '/api/uploads', method: 'POST', headers });
      slow.on('error', () => undefined);
      // It came while one that goes through was being received, so it was the third: it tries again.
      slow.on('response', () => {
        held.delete(slow);
        begin();
      });
      slow.write(Buffer.from([0x1f, 0x8b]));
      held.add(slow);
    };
    const archive = await packTree(new Map([['index.html', Buffer.from('<h1>a</h1>')]]));
    const send = async (who: Person) => (await who.ask<Problem>('POST', '/api/uploads', archive)).status;
    begin();
    begin();
    await expect.poll(() => send(ada), { timeout: 30_000 }).toBe(429);
    const bob = new Person(api.port);
    await bob.register('bob@example.org');
    expect(await send(bob)).toBe(201);
    for (const slow of held) slow.destroy();
    await expect.poll(() => send(ada)).toBe(201);
  });
});

describe('accounts', () => {
  it('are one per e-mail address, however it is spelt', async () => {
    const again = await new Person(api.port).ask<Problem>('POST', '/api/accounts', {
      email: 'ADA@Example.org',
      name: 'A',
      password: 'long enough',
    });
    expect([again.status, again.body.code]).toEqual([409, 'email-taken']);
  });

  it('are not told apart by a failed log-in', async () => {
    const answers = await Promise.all(
      ['ada@example.org', 'nobody@example.org'].map((email) =>
        new Person(api.port).ask<Problem>('POST', '/api/sessions', { email, password: 'wrong' }),
      ),
    );
    expect(answers.map(({ status, body }) => [status, body.code, body.detail])).toEqual(
      Array.from({ length: 2 }, () => [401, 'wrong-credentials', 'No account has this e-mail address and password.']),
    );
  });

  it('keep neither password nor e-mail readable in the log', async () => {
    const connection = await connect({ servers: api.nats.url });
    const jsm = await jetstreamManager(connection);
    const { state } = await jsm.streams.info('PW_EVENTS');
    let log = '';
    for (let sequence = state.first_seq; sequence <= state.last_seq; sequence += 1) {
      const message = await jsm.streams.getMessage('PW_EVENTS', { seq: sequence });
      log += `${message?.subject} ${message?.string()}\n`;
    }
    await connection.close();
    expect(log).toContain('AccountRegistered');
    expect(log).not.toMatch(/ada@example|long enough|Ingrid|argon2/i);
  });
});

describe('refresh', () => {
  const cookieOf = (headers: Headers): string => (headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const refresh = (cookie: string, headers: Readonly<Record<string, string>> = {}) =>
    new Person(api.port).ask<Problem>('POST', '/api/sessions/refresh', undefined, { cookie, ...headers });
  const logIn = async (): Promise<string> =>
    cookieOf(
      (
        await new Person(api.port).ask('POST', '/api/sessions', {
          email: 'ada@example.org',
          password: 'a long enough secret',
        })
      ).headers,
    );

  it('sets a cookie that scripts cannot read and other sites cannot send', async () => {
    const { headers } = await new Person(api.port).ask('POST', '/api/sessions', {
      email: 'ada@example.org',
      password: 'a long enough secret',
    });
    expect(headers.get('set-cookie')).toMatch(
      /^__Host-pagewright=.*; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
  });

  it('rotates, lets two tabs through at once, and ends the family when an old token comes back', async () => {
    const first = await logIn();
    const [a, b] = await Promise.all([refresh(first), refresh(first)]);
    expect([a.status, b.status]).toEqual([200, 200]);
    expect(cookieOf(a.headers)).toBe(cookieOf(b.headers));
    const second = cookieOf(a.headers);
    const third = cookieOf((await refresh(second)).headers);
    expect((await refresh(first)).status).toBe(401);
    expect((await refresh(third)).status).toBe(401);
  });

  it('refuses another origin, and a token that was altered', async () => {
    const cookie = await logIn();
    expect((await refresh(cookie, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await refresh(`${cookie}x`)).status).toBe(401);
  });
});

describe('input', () => {
  it.each([
    ['newline', 'a\nb.example'],
    ['semicolon', 'a;b.example'],
    ['brace', 'a{b}.example'],
    ['space', 'a b.example'],
    ['percent', 'a%2eb.example'],
    [
      'over 253 characters',
      `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}`,
    ],
    ['one part', 'localhost'],
    ['an address', '127.0.0.1'],
    ['a version address', 'v1--abc.localhost'],
  ])('refuses a host name with %s, naming the field', async (_what, fqdn) => {
    const answer = await ada.ask<Problem>('POST', '/api/sites', { name: 'Bad', fqdn, from: { starter: 'clean-blog' } });
    expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([422, 'fqdn']);
  });

  it('stores an IDN as punycode, and gives a name to one site only, also in a race', async () => {
    const wish = { name: 'Bücher', fqdn: 'Bücher.example', from: { starter: 'clean-blog' } };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ada.ask<{ site: { fqdn: string } }>('POST', '/api/sites', wish)),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
    expect(answers.find(({ status }) => status === 201)?.body.site.fqdn).toBe('xn--bcher-kva.example');
  });

  it.each([
    ['empty', ' \n', 422],
    ['over 32 kB', 'x'.repeat(33_000), 422],
    ['1 MB', 'x'.repeat(1_100_000), 413],
  ])('refuses a prompt that is %s', async (_what, prompt, status) => {
    const answer = await ada.ask<Problem>('POST', `/api/sites/${site}/builds`, { prompt });
    expect(answer.status).toBe(status);
    expect(answer.body.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('keeps control characters and right-to-left marks of a prompt as they are', async () => {
    const prompt = 'Say \u202Eabc\u0007 <b>&amp;</b> {{x}} "\'';
    const asked = await ada.say(site, prompt);
    expect((await ada.turn(site, asked.build)).prompt).toBe(prompt);
  });

  it.each(craftedArchives.map(({ title, bytes }) => [title, bytes] as const))(
    'refuses the archive: %s',
    async (_title, bytes) => {
      const answer = await ada.ask<Problem>('POST', '/api/uploads', bytes);
      expect([413, 422]).toContain(answer.status);
    },
  );

  it.each(['*', '>', 'a.b', '%2e%2e%2fx', '%C3%A4', 'x'.repeat(300), 'a%0d%0ab', 'a%00b'])(
    '[BROKER 11.23] refuses the id %s before anything is published',
    async (id) => {
      const before = await storedMessages('PW_EVENTS');
      const answer = await raw(`/api/sites/${id}/builds`, bearer(), 'POST', '{"prompt":"x"}');
      expect([400, 404, 414]).toContain(answer.status);
      expect(await storedMessages('PW_EVENTS')).toBe(before);
    },
  );

  it('[BROKER 11.24] lets no header of the broker through to a message', async () => {
    const before = await storedMessages('KV_LOCKS');
    const headers = {
      ...bearer(),
      'Nats-Rollup': 'all',
      'Nats-TTL': '1s',
      'Nats-Schedule': '@every 1s',
      'Nats-Batch-Id': 'x',
      'Nats-Expected-Last-Sequence': '0',
      'ce-actor': 'account:eve',
    };
    const answer = await raw(`/api/sites/${site}/builds`, headers, 'POST', '{"prompt":"Headers"}');
    expect(answer.status).toBe(202);
    const connection = await connect({ servers: api.nats.url });
    const jsm = await jetstreamManager(connection);
    const { state } = await jsm.streams.info('PW_EVENTS');
    const newest = await jsm.streams.getMessage('PW_EVENTS', { seq: state.last_seq });
    const names = newest?.header.keys() ?? [];
    expect(names.filter((name) => /rollup|ttl|schedule/i.test(name))).toEqual([]);
    expect(newest?.header.get('ce-actor')).not.toBe('account:eve');
    expect(await storedMessages('KV_LOCKS')).toBe(before);
    await connection.close();
  });

  it.each([
    ['10,000 levels deep', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, 400],
    ['with a __proto__ key', '{"__proto__":{"admin":true},"prompt":"x"}', 400],
    ['cut off', '{"prompt":', 400],
    ['with a lone surrogate', '{"prompt":"\\ud800"}', 422],
    ['over the limit', `{"prompt":"${'x'.repeat(1_048_577)}"}`, 413],
  ])('[BROKER 11.26] refuses JSON %s', async (_what, body, status) => {
    const before = await storedMessages('PW_EVENTS');
    expect((await raw(`/api/sites/${site}/builds`, bearer(), 'POST', body)).status).toBe(status);
    expect(await storedMessages('PW_EVENTS')).toBe(before);
  });

  it('answers only host names of its own', async () => {
    expect((await raw('/api/installation', { host: 'evil.example' })).status).toBe(421);
    expect((await raw('/api/installation', { host: `localhost:${api.port}` })).status).toBe(200);
  });
});

describe('what is not yours', () => {
  it('does not exist', async () => {
    const eve = new Person(api.port);
    await eve.register('eve@example.org');
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['GET', '/chat', undefined],
      ['GET', '/versions', undefined],
      ['GET', '/history', undefined],
      ['GET', '/history/ruler', undefined],
      ['GET', '/history/some-event:0', undefined],
      ['GET', '/as-of/some-event:0', undefined],
      ['GET', '/as-of/some-event:0/chat', undefined],
      ['POST', '/builds', { prompt: 'x' }],
      ['POST', '/promote', { version: 1 }],
      ['POST', '/restore', { version: 1 }],
      ['DELETE', '', { confirm: 'Docs' }],
    ] as const) {
      expect((await eve.ask(method, `/api/sites/${site}${path}`, body)).status).toBe(404);
    }
    expect((await eve.demand<{ items: unknown[] }>('GET', '/api/sites')).items).toEqual([]);
  });

  it('is not opened by a digest of somebody else’s upload', async () => {
    const mallory = new Person(api.port);
    await mallory.register('mallory@example.org');
    const archive = await packTree(new Map([['index.html', Buffer.from('<h1>secret</h1>')]]));
    const { digest } = await ada.demand<{ digest: string }>('POST', '/api/uploads', archive);
    const answer = await mallory.ask<Problem>('POST', '/api/sites', { name: 'Copy', from: { upload: digest } });
    expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([422, 'from.upload']);
  });
});

describe('positions', () => {
  it('are told by commands, and a read that names one sees the command', async () => {
    const asked = await ada.ask<{ build: string }>('POST', `/api/sites/${site}/builds`, { prompt: 'Read me' });
    const position = asked.headers.get('pagewright-position') ?? '';
    const read = await ada.ask<{ items: { build: string }[] }>('GET', `/api/sites/${site}/chat`, undefined, {
      'pagewright-min-position': position,
    });
    expect(read.body.items.map(({ build }) => build)).toContain(asked.body.build);
  });

  it('that nothing has reached yet are answered with the lag, and nonsense with 400', async () => {
    const ahead = await ada.ask<Problem>('GET', '/api/sites', undefined, { 'pagewright-min-position': '999999999' });
    expect([ahead.status, ahead.body.code, ahead.headers.get('retry-after')]).toEqual([503, 'projection-behind', '1']);
    expect((await ada.ask('GET', '/api/sites', undefined, { 'pagewright-min-position': 'soon' })).status).toBe(400);
  });
});

describe('too many at once', () => {
  it('are told when to come back', async () => {
    const wrong = { email: 'nobody@example.org', password: 'wrong' };
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => new Person(api.port).ask<Problem>('POST', '/api/sessions', wrong)),
    );
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body.code).toBe('too-many-requests');
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('idempotency', () => {
  it('gives one set of events and the same build for the same key, at once and after a restart', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const send = () => ada.ask<{ build: string }>('POST', `/api/sites/${site}/builds`, { prompt: 'Once' }, headers);
    const answers = await Promise.all([send(), send(), send()]);
    const before = await storedMessages('PW_EVENTS');
    await api.restart();
    answers.push(await send());
    expect(new Set(answers.map(({ body }) => body.build)).size).toBe(1);
    expect(new Set(answers.map(({ headers: answered }) => answered.get('pagewright-position'))).size).toBe(1);
    expect(await storedMessages('PW_EVENTS')).toBe(before);
  });

  it('gives the same answer to a deletion that is sent again', async () => {
    const { id } = (await ada.createSite('Gone soon', { starter: 'clean-blog' })).site;
    const send = (key: string) =>
      ada.ask<Problem | null>('DELETE', `/api/sites/${id}`, { confirm: 'Gone soon' }, { 'idempotency-key': key });
    expect([(await send('a')).status, (await send('a')).status]).toEqual([204, 204]);
    expect((await ada.ask('GET', `/api/sites/${id}`)).status).toBe(404);
  });

  it('refuses the same key for something else', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    await ada.ask('POST', `/api/sites/${site}/builds`, { prompt: 'This' }, headers);
    const other = await ada.ask<Problem>('POST', `/api/sites/${site}/builds`, { prompt: 'That' }, headers);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
  });
});

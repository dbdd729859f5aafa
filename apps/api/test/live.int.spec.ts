import { SignJWT } from 'jose';
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Person } from '../../../test/story/person.ts';
import { watch } from '../../../test/story/watcher.ts';
import { personWithSite, type RunningApi, runningApi } from './running-api.ts';

let api: RunningApi;
let ada: Person;
let site: string;

beforeAll(async () => {
  api = await runningApi();
  ({ person: ada, site } = await personWithSite(api));
}, 120_000);
afterAll(() => api[Symbol.asyncDispose]());

/** Opens a socket, sends the frames and waits for the code it is closed with. */
const closedWith = (frames: readonly string[], headers: Readonly<Record<string, string>> = {}): Promise<number> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${api.port}/ws`, { headers });
    socket.on('open', () => frames.forEach((frame) => socket.send(frame)));
    socket.on('close', (code) => resolve(code));
    socket.on('error', () => undefined);
  });

const auth = (token: string): string => JSON.stringify({ type: 'auth', token });
const promptsIn = (heard: readonly { readonly kind: string }[]): (string | null)[] => [
  ...new Set(
    heard.flatMap((data) =>
      data.kind === 'turn' && 'turn' in data ? [(data.turn as { prompt: string | null }).prompt] : [],
    ),
  ),
];

describe('the socket', () => {
  it('tells a change that another request made', async () => {
    using watcher = await watch(api.port, ada.token, `site:${site}`);
    await ada.say(site, 'Told');
    await watcher.until('the turn', (heard) => promptsIn(heard).includes('Told'));
  });

  it('resumes from a cursor without a gap', async () => {
    const first = await watch(api.port, ada.token, `site:${site}`);
    await ada.say(site, 'Before the cut');
    await first.until('the turn', (heard) => promptsIn(heard).includes('Before the cut'));
    const { cursor } = first;
    first.close();
    await ada.say(site, 'While away, one');
    await ada.say(site, 'While away, two');
    using second = await watch(api.port, ada.token, `site:${site}`, cursor);
    await second.until('what was missed', (heard) =>
      ['While away, one', 'While away, two'].every((prompt) => promptsIn(heard).includes(prompt)),
    );
    await ada.say(site, 'Back');
    await second.until('what comes next', (heard) => promptsIn(heard).includes('Back'));
    expect(promptsIn(second.heard)).not.toContain('Before the cut');
  });

  it('resumes after a restart of the server', async () => {
    const before = await watch(api.port, ada.token, `site:${site}`);
    const { cursor } = before;
    before.close();
    await ada.say(site, 'Before the restart');
    await api.restart();
    using after = await watch(api.port, ada.token, `site:${site}`, cursor);
    await after.until('the turn', (heard) => promptsIn(heard).includes('Before the restart'));
  });

  it('tells nobody of a site that is not theirs', async () => {
    const eve = new Person(api.port);
    await eve.register('eve@example.org');
    await expect(watch(api.port, eve.token, `site:${site}`)).rejects.toThrow();
  });

  it('[BROKER 11.30] refuses a foreign origin, a frame that is none, silence, and topics before a token', async () => {
    expect(await closedWith([], { origin: 'https://evil.example' })).toBe(1008);
    expect(await closedWith([], { origin: 'null' })).toBe(1008);
    expect(await closedWith(['{"type":"delete"}'])).toBe(4400);
    expect(await closedWith([JSON.stringify({ type: 'subscribe', topic: `site:${site}` })])).toBe(4401);
    expect(await closedWith(['x'.repeat(70_000)])).toBe(1009);
  });
});

describe('tokens that are not ours', () => {
  const signed = async (change: (token: SignJWT) => SignJWT, header: Record<string, unknown> = {}): Promise<string> => {
    // As the product derives it: a forger who had the key but not the claims would still be refused.
    const key = createHmac('sha256', api.jwtKey).update('pagewright access').digest();
    const token = new SignJWT({ role: 'admin' })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', ...header })
      .setSubject('11111111-1111-5111-8111-111111111111')
      .setIssuer('pagewright')
      .setAudience('pagewright-api')
      .setIssuedAt()
      .setExpirationTime('15m');
    return change(token).sign(key);
  };
  const unsigned = (): string => {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'none', typ: 'at+jwt' })}.${part({ sub: 'x', role: 'admin', iss: 'pagewright', aud: 'pagewright-api', exp: 9_999_999_999, iat: 1 })}.`;
  };

  it.each([
    ['alg none', async () => unsigned()],
    ['ended', () => signed((token) => token.setExpirationTime('-1m'))],
    ['not begun', () => signed((token) => token.setNotBefore('10m'))],
    ['another issuer', () => signed((token) => token.setIssuer('evil'))],
    ['another audience', () => signed((token) => token.setAudience('else'))],
    ['another type', () => signed((token) => token, { typ: 'JWT' })],
    [
      'a key of the attacker’s',
      () =>
        new SignJWT({ role: 'admin' })
          .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', jku: 'https://evil.example/k' })
          .setSubject('x')
          .setIssuer('pagewright')
          .setAudience('pagewright-api')
          .setIssuedAt()
          .setExpirationTime('1h')
          .sign(new Uint8Array(32)),
    ],
  ])('[BROKER 11.28] a token with %s is refused at both doors', async (_what, make) => {
    const token = await make();
    const answer = await fetch(`http://127.0.0.1:${api.port}/api/me`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(401);
    expect(await closedWith([auth(token)])).toBe(4401);
  });
});

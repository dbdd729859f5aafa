import { type Broker, openBroker } from '@pagewright/broker';
import { auditStream } from '@pagewright/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { Person } from '../../../test/story/person.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import { productCatalogue } from '../src/composition/catalogue.ts';
import type { item, system } from '../src/contract/system.ts';
import { personWithSite, type RunningApi, runningApi } from './running-api.ts';

interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string }[];
}
type System = z.infer<typeof system>;
type Item = z.infer<typeof item>;

let api: RunningApi;
let ada: Person;
let site: string;
let broker: Broker;

const brokerOf = (name: string): Promise<Broker> =>
  openBroker({
    url: api.nats.url,
    name,
    catalogue: productCatalogue(),
    locks: { ttlSeconds: 1, renewMs: 200 },
  });
const overview = () => ada.demand<System>('GET', '/api/system');
const held = async (from: Broker, key: string) => {
  const acquired = await from.locks.acquire(key, { owner: 'somebody', purpose: 'a test' });
  if (acquired.status !== 'held') throw new Error('the lock was not free');
  return acquired.lock;
};
const breaking = (key: string, body: object) =>
  ada.ask<Problem & { outcome: string }>('POST', `/api/system/locks/${key}/break`, body);

beforeAll(async () => {
  api = await runningApi();
  ({ person: ada, site } = await personWithSite(api));
  broker = await brokerOf('runner');
}, 120_000);
afterAll(async () => {
  await broker?.close();
  await api?.[Symbol.asyncDispose]();
});

describe('the doors of the system', () => {
  it('are not there for anybody but administrators', async () => {
    const bob = new Person(api.port);
    await bob.register('bob@example.org');
    const doors = [
      ['GET', '/api/system'],
      ['GET', '/api/system/items/build.a.1'],
      ['POST', '/api/system/items/build.a.1/retry'],
      ['POST', '/api/system/items/build.a.1/drop'],
      ['POST', `/api/system/locks/site.${site}/break`, { token: 1, force: true }],
      ['POST', `/api/system/sites/${site}/wake`],
    ] as const;
    for (const [method, path, body] of doors) {
      const refused = await bob.ask<Problem>(method, path, body);
      expect([path, refused.status, refused.body.code]).toEqual([path, 404, 'not-found']);
      expect((await new Person(api.port).ask(method, path, body)).status).toBe(401);
    }
  });

  it.each([
    ['GET', '/api/system/items/build', undefined, 400, 'item'],
    ['POST', '/api/system/locks/nodot/break', { token: 1 }, 400, 'lock'],
    ['POST', '/api/system/locks/site.a/break', {}, 422, 'token'],
    ['POST', '/api/system/locks/site.a/break', { token: 1, force: 'yes' }, 422, 'force'],
    ['POST', '/api/system/sites/a.b/wake', undefined, 400, 'site'],
  ])('%s %s with %j names what is wrong', async (method, path, body, status, field) => {
    const refused = await ada.ask<Problem>(method, path, body);
    expect([refused.status, refused.body.errors?.map((error) => error.path)]).toEqual([status, [field]]);
  });

  it.each([
    ['GET', '/api/system/items/build.none.1'],
    ['POST', '/api/system/items/none.none.1/drop'],
    ['POST', '/api/system/sites/none/wake'],
  ])('%s %s says that there is no such thing', async (method, path) =>
    expect((await ada.ask(method, path)).status).toBe(404),
  );

  it('tell reasons to administrators, and to the world the state alone', async () => {
    const seen = await overview();
    expect(seen.status).toBe('degraded');
    expect(seen.parts.find(({ part }) => part === 'runners')).toMatchObject({
      status: 'degraded',
      reasons: [expect.stringContaining('No runner is ready')],
    });
    const open = await fetch(`http://127.0.0.1:${api.port}/health/ready`);
    expect([open.status, await open.json()]).toEqual([200, { status: 'degraded' }]);
  });
});

describe('the overview', () => {
  it('shows queues, the log, its readers and what waits for a lock', async () => {
    await using other = await brokerOf('other');
    const lock = await held(other, `site.${site}`);
    await other.locks.acquire('helper.h1', { owner: 'h1', purpose: 'hosting, checks' });
    await waitFor(async () => (await overview()).locks?.length === 1, { what: 'the lock to be seen', every: 300 });
    const seen = await overview();
    expect(seen.locks).toMatchObject([
      { key: `site.${site}`, site: { id: site, name: 'Docs' }, holder: 'somebody', token: lock.token, waiting: 1 },
    ]);
    expect(Date.parse(seen.locks?.[0]?.since ?? '')).toBeLessThanOrEqual(Date.now());
    expect(seen.runners).toMatchObject([{ id: 'h1', roles: ['hosting', 'checks'] }]);
    expect(seen.parts.find(({ part }) => part === 'host')?.status).toBe('ok');
    expect(seen.queues?.find(({ queue }) => queue === 'build')).toMatchObject({
      depth: 1,
      oldest: expect.any(String) as string,
      letters: 0,
    });
    expect(seen.log?.events).toBe(seen.log?.position);
    expect(seen.readers).toContainEqual(
      expect.objectContaining({ reader: 'sites', kind: 'read-model', state: 'reading', behind: 0 }),
    );
    expect(seen.sites).toMatchObject({ all: 1, building: 1 });
    await lock.release();
  });
});

describe('an operator', () => {
  it('retries or drops a letter, once, under a name', async () => {
    for (const id of ['first', 'second']) await broker.work.put({ queue: 'check', id, body: { site, version: 1 } });
    const consumer = await broker.work.consume('check', 1, async () => ({ type: 'dead', reason: 'broken' }));
    await waitFor(async () => (await broker.work.deadLetters.count('check')) === 2, { what: 'the letters' });
    await consumer.gracefulShutdown();
    await waitFor(async () => (await overview()).letters?.length === 2, { what: 'them to be seen', every: 300 });
    const letters = (await overview()).letters ?? [];
    expect(letters[0]).toMatchObject({ queue: 'check', site: { name: 'Docs' }, reason: 'broken', state: 'waiting' });
    const [second = '', first = ''] = letters.map(({ id }) => id);

    const act = (id: string, what: string) => ada.ask<Item & Problem>('POST', `/api/system/items/${id}/${what}`);
    expect((await act(first, 'retry')).body.state).toBe('replayed');
    expect((await act(first, 'retry')).body.state).toBe('replayed');
    expect([(await act(first, 'drop')).status, (await act(first, 'drop')).body.code]).toEqual([409, 'item-settled']);
    expect((await act(second, 'drop')).body.state).toBe('dropped');
    const again = (await broker.work.oldest('check'))?.id ?? '';
    expect((await act(again, 'retry')).body.code).toBe('item-queued');
    expect((await act(again, 'drop')).body).toMatchObject({ id: again, state: 'dropped' });

    const { account } = await ada.demand<{ id: string }>('GET', '/api/me').then(({ id }) => ({ account: id }));
    expect((await broker.events.load(auditStream('default'))).events).toMatchObject([
      { type: 'LetterReplayed', data: { letter: first }, meta: { actor: `account:${account}` } },
      { type: 'LetterDropped', data: { letter: second } },
      { type: 'ItemDropped', data: { queue: 'check', item: 'first' } },
    ]);
  });

  it('breaks a lock by force alone while its holder lives, and only the one that was meant', async () => {
    const lock = await held(broker, 'site.docs');
    const { token } = lock;
    expect((await breaking('site.docs', { token })).body).toMatchObject({
      code: 'lock-alive',
      detail: expect.stringContaining('somebody has just renewed site.docs') as string,
    });
    expect((await breaking('site.docs', { token: token + 1, force: true })).body.code).toBe('lock-changed');
    expect((await breaking('site.docs', { token, force: true })).body.outcome).toBe('taken');
    await waitFor(() => lock.lost.aborted, { what: 'the holder to notice' });
    expect((await breaking('site.docs', { token, force: true })).body.outcome).toBe('free');
    expect((await broker.events.load(auditStream('default'))).events.at(-1)).toMatchObject({
      type: 'LockBroken',
      data: { key: 'site.docs', token, holder: 'somebody', forced: true },
    });
  });

  it('waits for the lock of one who is gone', async () => {
    const dead = await brokerOf('dead');
    const { token } = await held(dead, 'site.left');
    await dead.close();
    expect((await breaking('site.left', { token })).body.outcome).toBe('expired');
  });

  it('wakes the runners for a site', async () => {
    expect((await ada.ask('POST', `/api/system/sites/${site}/wake`)).status).toBe(204);
    expect(await broker.work.depth('build')).toBe(2);
  });
});

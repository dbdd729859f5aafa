import { packTree } from '@pagewright/artifacts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type * as contract from '../src/contract/history.ts';
import type { Person } from '../../../test/story/person.ts';
import { personWithSite, runningApi, type RunningApi } from './running-api.ts';

type LoggedEvent = z.infer<typeof contract.loggedEvent>;
type History = z.infer<typeof contract.history>;
type SiteAsOf = z.infer<typeof contract.siteAsOf>;

let api: RunningApi;
let ada: Person;
let site: string;
let events: readonly LoggedEvent[];
let of: (path: string) => string;

beforeAll(async () => {
  api = await runningApi();
  ({ person: ada, site } = await personWithSite(api));
  of = (path) => `/api/sites/${site}${path}`;
  await ada.say(site, 'Say grüezi to everybody');
  await ada.demand('PATCH', of(''), { name: 'Manuals' });
  await ada.demand('POST', of('/lock-live'), { reason: 'Audit week' });
  const second = await ada.say(site, 'Add a page');
  await ada.demand('POST', of(`/builds/${second.build}/cancel`));
  await ada.demand('PATCH', of(''), { name: 'Handbook' });
  events = (await ada.demand<History>('GET', of('/history?limit=100'))).items;
}, 120_000);
afterAll(() => api[Symbol.asyncDispose]());

const newest = (type: string): LoggedEvent => {
  const found = events.findLast((event) => event.type === type);
  if (!found) throw new Error(`there is no ${type} among ${events.map((event) => event.type).join(', ')}`);
  return found;
};
const asOf = (type: string): Promise<SiteAsOf> => ada.demand('GET', of(`/as-of/${newest(type).id}`));

describe('the history of a site', () => {
  it('has every event in the order of the log, its text opened, and who did it', () => {
    expect(events.map(({ number }) => number)).toEqual(events.map((_, index) => index + 1));
    expect(new Set(events.slice(0, 3).map(({ type }) => type))).toEqual(
      new Set(['SiteCreated', 'HostnameClaimed', 'BuildRequested']),
    );
    expect(newest('SiteLiveLocked')).toMatchObject({ by: { name: 'Ingrid Solheim' }, data: { reason: 'Audit week' } });
  });

  it('gives a page by how many events stand before it', async () => {
    const page = await ada.demand<History>('GET', of('/history?skip=2&limit=2'));
    expect(page.items).toEqual(events.slice(2, 4));
    expect(page.total).toBe(events.length);
    expect((await ada.demand<History>('GET', of('/history?skip=900'))).items).toEqual([]);
  });

  it.each([
    ['words of an event, without case and accents', 'q=gruezi', ['BuildRequested']],
    ['words of the page', 'q=asked%20for&skip=1', ['BuildRequested', 'BuildRequested']],
    ['who did it', 'q=ingrid&type=SiteRenamed', ['SiteRenamed', 'SiteRenamed']],
    ['its type', 'type=SiteLiveLocked,BuildCancelled', ['SiteLiveLocked', 'BuildCancelled']],
  ])('is filtered by %s', async (_what, query, types) => {
    const { items } = await ada.demand<History>('GET', of(`/history?${query}`));
    expect(items.map(({ type }) => type)).toEqual(types);
  });

  it('opens an event with its neighbours, its cause and its effects', async () => {
    const cancelled = newest('BuildCancelled');
    const { event, before, after, total, causes } = await ada.demand<z.infer<typeof contract.eventInHistory>>(
      'GET',
      of(`/history/${cancelled.id}`),
    );
    expect(event).toEqual(cancelled);
    expect([before, after, total]).toEqual([
      events[cancelled.number - 2]?.id,
      events[cancelled.number]?.id,
      events.length,
    ]);
    const asked = events.find(
      ({ type, data }) => type === 'BuildRequested' && data['build'] === cancelled.data['build'],
    );
    expect(causes.map((node) => [node.event.id, node.parent])).toEqual([
      [asked?.id, null],
      [cancelled.id, asked?.id],
    ]);
  });

  it('is drawn as a ruler whose pieces hold every event once', async () => {
    const ruler = await ada.demand<z.infer<typeof contract.ruler>>('GET', of('/history/ruler?buckets=40'));
    expect(ruler.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(events.length);
    expect(ruler.buckets.at(-1)).toMatchObject({ number: events.length, id: events.at(-1)?.id });
    expect(ruler.from).toBe(events[0]?.time);
    expect([ruler.live, ruler.preview]).toEqual([[], []]);
    const late = new Date(Date.parse(ruler.to) + 3_600_000).toISOString();
    const empty = await ada.demand<z.infer<typeof contract.ruler>>(
      'GET',
      of(`/history/ruler?from=${ruler.to}&to=${late}`),
    );
    expect(empty).toMatchObject({ buckets: [], total: events.length });
  });
});

describe('a site as of an event', () => {
  it('has the name, the lock and the queue of then', async () => {
    const renamed = events.find(({ type }) => type === 'SiteRenamed');
    const then = await ada.demand<SiteAsOf>('GET', of(`/as-of/${renamed?.id}`));
    expect(then).toMatchObject({ site: { name: 'Manuals', liveLock: null }, versions: [] });
    expect(then.queue.map(({ prompt, place }) => [prompt, place])).toEqual([
      [null, 1],
      ['Say grüezi to everybody', 2],
    ]);
    expect(await asOf('SiteLiveLocked')).toMatchObject({
      site: { name: 'Manuals', liveLock: { by: { name: 'Ingrid Solheim' }, reason: 'Audit week' } },
    });
  });

  it('is the present site as of the last event', async () => {
    const then = await asOf('SiteRenamed');
    expect(then.event.number).toBe(then.total);
    expect(then.site).toEqual(await ada.demand('GET', of('')));
  });

  it('has the chat of then, page by page', async () => {
    const locked = newest('SiteLiveLocked').id;
    type Page = z.infer<typeof contract.chatAsOf>;
    const last = await ada.demand<Page>('GET', of(`/as-of/${locked}/chat?limit=1`));
    expect(last.items.map(({ prompt }) => prompt)).toEqual(['Say grüezi to everybody']);
    const first = await ada.demand<Page>('GET', of(`/as-of/${locked}/chat?limit=1&cursor=${last.next}`));
    expect([first.items.map(({ kind }) => kind), first.next]).toEqual([['import'], null]);
    const now = await ada.demand<Page>('GET', of(`/as-of/${events.at(-1)?.id}/chat`));
    expect(now.items).toEqual((await ada.chat(site)).items);
  });
});

describe('a site at any moment', () => {
  type Moments = z.infer<typeof contract.moments>;
  const at = (moment: string): Promise<SiteAsOf> => ada.demand('GET', of(`/as-of?at=${encodeURIComponent(moment)}`));

  it('is named by an event, a position or a time, and is the same', async () => {
    const locked = newest('SiteLiveLocked');
    const then = await asOf('SiteLiveLocked');
    expect(await at(locked.id)).toEqual(then);
    expect(await at(String(locked.position))).toEqual(then);
    const next = events[events.indexOf(locked) + 1];
    if (locked.time !== next?.time) expect(await at(locked.time)).toEqual(then);
    expect((await at('2999-01-01T00:00:00Z')).event.id).toBe(events.at(-1)?.id);
    expect((await ada.ask('GET', of('/as-of?at=1999-01-01T00:00:00Z'))).status).toBe(404);
    expect((await ada.ask('GET', of('/as-of?at=0'))).status).toBe(404);
  });

  it('is compared with another', async () => {
    const [created, renamed] = ['SiteCreated', 'SiteRenamed'].map((type) => newest(type).id);
    const compared = await ada.demand<Moments>('GET', of(`/moments?from=${created}&to=${renamed}`));
    expect(compared.changed).toEqual(expect.arrayContaining(['liveLock', 'name']));
    expect(compared.from.site?.name).toBe('Docs');
    expect(compared.to.site?.name).toBe('Handbook');
    expect(compared.between.events).toBe(compared.to.event.number - compared.from.event.number);
    expect(compared.between.types).toMatchObject({ SiteRenamed: 2, SiteLiveLocked: 1, BuildCancelled: 1 });
    const same = await ada.demand<Moments>('GET', of(`/moments?from=${renamed}&to=${renamed}`));
    expect(same).toMatchObject({ changed: [], between: { events: 0, types: {} } });
  });
});

describe('what is no moment of this site', () => {
  it('is answered 404, an event of another site too', async () => {
    const archive = await packTree(new Map([['index.html', Buffer.from('<!doctype html><title>b</title><h1>b</h1>')]]));
    const { digest } = await ada.demand<{ digest: string }>('POST', '/api/uploads', archive);
    const other = (await ada.createSite('Other', { upload: digest })).site.id;
    const [theirs] = (await ada.demand<History>('GET', `/api/sites/${other}/history`)).items;
    for (const id of [theirs?.id ?? '', 'no-such-event:0'])
      for (const path of [`/history/${id}`, `/as-of/${id}`, `/as-of/${id}/chat`])
        expect([path, (await ada.ask('GET', of(path))).status]).toEqual([path, 404]);
  });

  it.each([
    ['skip', 'history?skip=-1'],
    ['type', 'history?type=A%20B'],
    ['buckets', 'history/ruler?buckets=0'],
    ['from', 'history/ruler?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z'],
    ['event', 'as-of/a%20b'],
    ['at', 'as-of?at=yesterday'],
    ['to', 'moments?from=1'],
  ])('is refused by name: %s', async (field, path) => {
    const answer = await ada.ask<{ errors?: { path: string }[] }>('GET', of(`/${path}`));
    expect([400, 422]).toContain(answer.status);
    expect(answer.body.errors?.[0]?.path).toContain(field);
  });

  it('is refused as a cursor', async () => {
    const answer = await ada.ask<{ code: string }>('GET', of(`/as-of/${events[0]?.id}/chat?cursor=bm8`));
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid-cursor']);
  });
});

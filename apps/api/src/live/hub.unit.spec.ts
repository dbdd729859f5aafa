import type { Activity, EventFeed, FeedBatch, Position, Recorded, RecordedActivity } from '@pagewright/kernel';
import { pino } from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LiveData } from '../contract/live.ts';
import type { SiteView, Views } from '../views/views.ts';
import { parseCursor } from './cursor.ts';
import { createHub, type Hub } from './hub.ts';

/** Items handed over one by one, to be read in order. */
const channel = <Item>() => {
  const items: Item[] = [];
  let wake = (): void => undefined;
  return {
    push: (item: Item) => {
      items.push(item);
      wake();
    },
    read: async function* (signal: AbortSignal | undefined): AsyncGenerator<Item> {
      signal?.addEventListener('abort', () => wake());
      for (;;) {
        if (signal?.aborted) return;
        const item = items.shift();
        if (item) yield item;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
};

const refuse = async (): Promise<never> => {
  throw new Error('not asked for here');
};
const SITE = { id: 's1' } as SiteView;
const OWNED = { owner: 'ada', site: SITE };
const PARTS_BEFORE = 7;

/** A log and an activity stream under the test's hand; read models that show everything, unless told otherwise. */
const bench = async (over: Partial<Views> = {}) => {
  const log = channel<FeedBatch>();
  const shown = channel<RecordedActivity>();
  let lastPart = PARTS_BEFORE;
  const feed: EventFeed = {
    last: async () => 10 as Position,
    first: refuse,
    subscribe: ({ signal }) => log.read(signal),
  };
  const activity: Activity = {
    publish: refuse,
    read: async () => [],
    last: async () => lastPart,
    subscribe: ({ signal }) => shown.read(signal),
  };
  const views: Views = {
    reached: async () => undefined,
    position: refuse,
    account: refuse,
    ownerOf: refuse,
    site: async () => SITE,
    ownedSite: async () => OWNED,
    sites: refuse,
    version: async () => undefined,
    checked: refuse,
    versions: refuse,
    queue: async () => [],
    liveAt: refuse,
    turn: async () => undefined,
    turnWithoutParts: async () => undefined,
    chat: refuse,
    history: {
      list: refuse,
      event: refuse,
      ruler: refuse,
      asOf: refuse,
      at: refuse,
      moments: refuse,
      chatAsOf: refuse,
    },
    changedSince: async () => ({ builds: [], versions: [], events: 0 }),
    ...over,
  };
  const hub = await createHub({ feed, activity, views, log: pino({ level: 'silent' }) });
  const heard: { readonly topic: string; readonly cursor: string; readonly data: readonly LiveData[] }[] = [];
  const subscriber = {
    account: 'ada',
    send: (topic: string, cursor: string, data: readonly LiveData[]) => void heard.push({ topic, cursor, data }),
  };
  return {
    hub,
    heard,
    watch: (topic = 'site:s1') => hub.subscribe(subscriber, topic, undefined),
    kinds: () => heard.flatMap(({ data }) => data.map(({ kind }) => kind)),
    append: (position: number, type = 'SiteRenamed', of: object = { build: 'b1' }) =>
      log.push({
        events: [{ type, data: { site: 's1', by: 'ada', ...of }, meta: { id: `e${position}` } as Recorded['meta'] }],
        position: position as Position,
        caughtUp: true,
      }),
    store: () => (lastPart += 1),
    show: (sequence: number) =>
      shown.push({
        site: 's1',
        build: 'b1',
        attempt: 1,
        sequence,
        time: '2026-01-01T00:00:00.000Z',
        part: { kind: 'text', text: 'x' },
      }),
  };
};

describe('the hub', () => {
  let hub: Hub | undefined;
  afterEach(() => hub?.gracefulShutdown());

  it('gives no cursor behind a change that was not sent yet', async () => {
    const looked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<{ owner: string; site: SiteView }>();
    const made = await bench({
      ownedSite: () => {
        looked.resolve();
        return answer.promise;
      },
    });
    ({ hub } = made);
    await made.watch();
    made.append(11);
    await looked.promise;
    made.store();
    made.show(8);
    await vi.waitFor(() => expect(made.kinds()).toEqual(['part']));
    expect(parseCursor(made.heard[0]?.cursor ?? '')).toEqual({ position: 10, activity: 8 });
    answer.resolve(OWNED);
    await vi.waitFor(() => expect(made.kinds()).toEqual(['part', 'site']));
    expect(parseCursor(made.heard[1]?.cursor ?? '')).toEqual({ position: 11, activity: 8 });
  });

  it('tells what an attempt showed before what the log says of it', async () => {
    const made = await bench();
    ({ hub } = made);
    await made.watch();
    made.store();
    made.append(11);
    await new Promise((resolve) => setImmediate(resolve));
    expect(made.kinds()).toEqual([]);
    made.show(8);
    await vi.waitFor(() => expect(made.kinds()).toEqual(['part', 'site']));
  });

  it('waits for nothing that an attempt shows where no turn is touched', async () => {
    const made = await bench();
    ({ hub } = made);
    await made.watch();
    made.store();
    made.append(11, 'SiteRenamed', {});
    await vi.waitFor(() => expect(made.kinds()).toEqual(['site']));
  });

  it('goes on where a read model could not be asked', async () => {
    let asked = 0;
    const made = await bench({
      ownedSite: async () => {
        asked += 1;
        if (asked === 1) throw new Error('the database is away');
        return OWNED;
      },
    });
    ({ hub } = made);
    await made.watch();
    made.append(11);
    await vi.waitFor(() => expect(made.kinds()).toEqual(['site']), { timeout: 3_000 });
    expect(made.hub.cursor().position).toBe(11);
  });

  it('asks for nothing that nobody watches', async () => {
    let asked = 0;
    const made = await bench({
      ownedSite: async () => {
        asked += 1;
        return OWNED;
      },
    });
    ({ hub } = made);
    await made.watch('site:another');
    made.append(11);
    await vi.waitFor(() => expect(made.hub.cursor().position).toBe(11));
    expect([asked, made.heard]).toEqual([0, []]);
  });

  it('tells the list of sites that one is gone', async () => {
    const made = await bench({ ownedSite: async () => undefined });
    ({ hub } = made);
    await made.watch('account');
    made.append(11, 'SiteDeleted');
    await vi.waitFor(() => expect(made.kinds()).toEqual(['gone']));
  });
});

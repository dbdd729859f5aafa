import { setTimeout as pause } from 'node:timers/promises';
import type { Activity, EventFeed, Position, Recorded, RecordedActivity, Running } from '@pagewright/kernel';
import type { FastifyBaseLogger } from 'fastify';
import type { LiveData } from '../contract/live.ts';
import type { Views } from '../views/views.ts';
import { type Cursor, formatCursor } from './cursor.ts';
import { ACCOUNT_TOPIC, createChanges, type Frame, siteTopic, type Topic, topicSite } from './changes.ts';
import { Presence } from './presence.ts';
import { thingsOf } from './things.ts';

export interface Subscriber {
  /** Frames of one topic, in order. */
  send(topic: Topic, cursor: string, data: readonly LiveData[]): void;
  readonly account: string;
}

/**
 * Tells sockets what changed. It reads the log and the activity stream itself and holds what the log says back until the
 * read models show it, so that nobody who is told and then asks sees less than was told.
 *
 * A subscription has two modes. *Replaying*: what the topic missed since the client's cursor is read from the read
 * models and the activity stream while new frames are only collected; *following*: the collected frames are sent from
 * where the replay ended, then every new one. Frames carry the changed things whole, so one that comes twice at the
 * seam changes nothing. A cursor never stands behind something that was not sent: the log's part of it moves with the
 * delivery, and what an attempt showed is told before what the log says of its end.
 */
export interface Hub extends Running {
  subscribe(
    subscriber: Subscriber,
    topic: Topic,
    from: Cursor | undefined,
  ): Promise<{ readonly cursor: string; unsubscribe(): void }>;
  cursor(): Cursor;
  /** Called with every event in order, before the read models have it: keeps warm state warm. */
  onEvent(listener: (event: Recorded) => void): void;
}

interface Subscription {
  readonly subscriber: Subscriber;
  readonly topic: Topic;
  /** Collected while the replay runs; undefined when following. */
  held: (() => void)[] | undefined;
}

interface HubDependencies {
  readonly feed: EventFeed;
  readonly activity: Activity;
  readonly views: Views;
  readonly log: FastifyBaseLogger;
}

const KINDS = ['site', 'deployment'];
const RETRY_MS = 250;

export const createHub = async ({ feed, activity, views, log }: HubDependencies): Promise<Hub> => {
  const stop = new AbortController();
  const subscriptions = new Map<Topic, Set<Subscription>>();
  const listeners: ((event: Recorded) => void)[] = [];
  const heardActivity = new Set<() => void>();
  const changes = createChanges(views, activity);
  let seen: Cursor = { position: await feed.last(), activity: await activity.last() };

  const deliver = (
    topic: Topic,
    data: readonly LiveData[],
    wanted: (subscriber: Subscriber) => boolean = () => true,
  ): void => {
    if (data.length === 0) return;
    const cursor = formatCursor(seen);
    for (const subscription of subscriptions.get(topic) ?? []) {
      if (!wanted(subscription.subscriber)) continue;
      const send = () => subscription.subscriber.send(topic, cursor, data);
      if (subscription.held) subscription.held.push(send);
      else send();
    }
  };

  const tellPresent = async (topic: Topic, accounts: readonly string[]): Promise<void> => {
    const known = await Promise.all(accounts.map((account) => views.account(account)));
    const people = known.flatMap((person) => (person ? [{ id: person.id, name: person.name }] : []));
    deliver(topic, [{ kind: 'present', people }]);
  };
  const announce = (topic: Topic, accounts: readonly string[]): void => {
    tellPresent(topic, accounts).catch((error: unknown) => log.warn({ err: error }, 'who is here was not told'));
  };
  const presence = new Presence(announce);

  /** Resolves when the parts up to the sequence were told, or when the hub stops. */
  const toldActivity = async (sequence: number): Promise<void> => {
    while (seen.activity < sequence && !stop.signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      heardActivity.add(resolve);
      await promise;
      heardActivity.delete(resolve);
    }
  };

  const isWatched = ({ data }: Recorded): boolean => {
    const { site } = data as Readonly<Record<string, unknown>>;
    return subscriptions.has(ACCOUNT_TOPIC) || (typeof site === 'string' && subscriptions.has(siteTopic(site)));
  };

  /** What the events changed, as soon as the read models show it; nothing when the hub stops first. */
  const framesOf = async (events: readonly Recorded[], position: Position): Promise<readonly Frame[]> => {
    // Read models that lag or are away hold back only what is live; commands and reads go on.
    for (let tries = 1; ; tries += 1) {
      try {
        await views.reached(position);
        const watched = events.filter(isWatched);
        if (watched.length === 0) return [];
        if (watched.some(isOfTurn)) await toldActivity(await activity.last());
        return await changes.of(watched);
      } catch (error) {
        if (stop.signal.aborted) return [];
        if (tries % 10 === 1) log.warn({ err: error, position }, 'live messages wait for the read models');
        await pause(RETRY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
      }
    }
  };

  const tell = async (events: readonly Recorded[], position: Position): Promise<void> => {
    const frames = await framesOf(events, position);
    if (stop.signal.aborted) return;
    seen = { ...seen, position };
    for (const { topic, data, account } of frames) {
      deliver(topic, data, account === undefined ? undefined : (subscriber) => subscriber.account === account);
    }
  };

  const followLog = async (): Promise<void> => {
    const after = seen.position as Position;
    for await (const { events, position } of feed.subscribe({ after, kinds: KINDS, signal: stop.signal })) {
      for (const event of events) for (const listener of listeners) listener(event);
      await tell(events, position);
    }
  };

  const followActivity = async (): Promise<void> => {
    for await (const recorded of activity.subscribe({ after: seen.activity, signal: stop.signal })) {
      seen = { ...seen, activity: recorded.sequence };
      deliver(siteTopic(recorded.site), [partOf(recorded)]);
      for (const resolve of heardActivity) resolve();
    }
  };

  const followed = Promise.all([followLog(), followActivity()]).then(
    () => undefined,
    (error: unknown) => {
      if (stop.signal.aborted) return;
      log.fatal({ err: error }, 'the hub cannot read the log any more');
      throw error;
    },
  );
  followed.catch(() => undefined);

  const shutDown = async (): Promise<void> => {
    stop.abort();
    presence[Symbol.dispose]();
    for (const resolve of heardActivity) resolve();
    await followed.catch(() => undefined);
  };

  return {
    ready: Promise.resolve(),
    finished: followed,
    gracefulShutdown: shutDown,
    forcefulShutdown: shutDown,
    [Symbol.asyncDispose]: shutDown,
    cursor: () => seen,
    onEvent: (listener) => void listeners.push(listener),
    subscribe: async (subscriber, topic, from) => {
      const subscription: Subscription = { subscriber, topic, held: [] };
      const set = subscriptions.get(topic) ?? new Set();
      subscriptions.set(topic, set.add(subscription));
      const start = seen;
      let leave = (): void => undefined;
      const unsubscribe = (): void => {
        leave();
        set.delete(subscription);
        if (set.size === 0) subscriptions.delete(topic);
      };
      try {
        const missed = from === undefined ? [] : await changes.since(topic, from, subscriber.account);
        const release = subscription.held ?? [];
        subscription.held = undefined;
        if (missed.length > 0) subscriber.send(topic, formatCursor(start), missed);
        for (const send of release) send();
        if (topicSite(topic) !== undefined) {
          leave = presence.join(topic, subscriber.account);
          announce(topic, presence.of(topic));
        }
      } catch (error) {
        unsubscribe();
        throw error;
      }
      return { cursor: formatCursor(from === undefined ? start : seen), unsubscribe };
    },
  };
};

/** What a turn showed comes before what the log says of it. */
const isOfTurn = ({ type, data }: Recorded): boolean =>
  thingsOf({ type, data: data as Readonly<Record<string, unknown>> }).turns.length > 0;

const partOf = ({ build, sequence, attempt, time, part }: RecordedActivity): LiveData => ({
  kind: 'part',
  build,
  part: { sequence, attempt, time, part },
});

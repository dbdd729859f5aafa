import type { StreamName } from '@pagewright/kernel';
import type { PreparedEvent } from './prepare.ts';
import type { Sent } from './send.ts';

export type Send = (events: readonly PreparedEvent[]) => Promise<Sent>;

interface Waiting {
  readonly events: readonly PreparedEvent[];
  readonly settle: (sent: Promise<Sent>) => void;
}

/** Appends under way by themselves before others have to wait: up to here sending each at once is quickest. */
const ALONE = 16;
/** Below this a batch, for which the broker makes a store of its own, costs more than its appends one by one. */
const WORTH_IT = 12;
/** Events of one group; the broker takes 1,000 in a batch. */
const MOST_EVENTS = 200;

/**
 * Group commit (as of D. DeWitt et al. 1984, for logs that are forced to disk): under load, appends that wait are sent
 * as one atomic batch and share its write to disk. Each keeps the expectations of its own streams; two that share a
 * stream never share a batch. A batch is all or nothing, so one that is refused says nothing of its members: each is
 * then sent by itself, before all that waits, and gets its own answer. A batch without an answer leaves each of them unknown, as it would be
 * alone. One group is under way at a time.
 */
export const groupCommit = (send: Send): Send => {
  const waiting: Waiting[] = [];
  /** Members of a batch that was refused. */
  const apart: Waiting[] = [];
  let alone = 0;
  let grouped = false;

  const sendAlone = async ({ events, settle }: Waiting): Promise<void> => {
    alone += 1;
    const sent = send(events);
    settle(sent);
    await sent.catch(() => undefined);
    alone -= 1;
    next();
  };

  const sendTogether = async (group: readonly Waiting[]): Promise<void> => {
    grouped = true;
    const sent = await send(group.flatMap(({ events }) => events)).catch(() => undefined);
    grouped = false;
    if (sent?.status === 'stored') {
      let last = sent.last;
      for (const { events, settle } of group.toReversed()) {
        settle(Promise.resolve({ status: 'stored', last }));
        last -= events.length;
      }
    } else if (sent?.status === 'unknown') {
      for (const { settle } of group) settle(Promise.resolve(sent));
    } else {
      apart.push(...group);
    }
    next();
  };

  const next = (): void => {
    if (!grouped && apart.length === 0 && waiting.length >= WORTH_IT) {
      const group = takeGroup(waiting);
      if (group.length > 1) void sendTogether(group);
      else for (const one of group) void sendAlone(one);
    }
    // A broker that refuses because it has too much to do must not get all of them at once.
    for (const queue of [apart, waiting]) {
      for (const one of queue.splice(0, Math.max(0, ALONE - alone))) void sendAlone(one);
    }
  };

  return (events) =>
    new Promise<Sent>((resolve) => {
      waiting.push({ events, settle: resolve });
      if (alone < ALONE) next();
      // Those that come in the same turn share a batch.
      else if (waiting.length === WORTH_IT) queueMicrotask(next);
    });
};

/** The first that waits and all behind it that fit and share no stream with it or each other. */
const takeGroup = (waiting: Waiting[]): readonly Waiting[] => {
  const streams = new Set<StreamName>();
  const group: Waiting[] = [];
  const left: Waiting[] = [];
  let count = 0;
  for (const one of waiting) {
    const own = new Set(one.events.map(({ stream }) => stream));
    const fits = group.length === 0 || count + one.events.length <= MOST_EVENTS;
    if (!fits || !own.isDisjointFrom(streams)) {
      left.push(one);
      // What waits behind it for the same stream stays behind it.
      for (const stream of own) streams.add(stream);
      continue;
    }
    for (const stream of own) streams.add(stream);
    group.push(one);
    count += one.events.length;
  }
  waiting.splice(0, waiting.length, ...left);
  return group;
};

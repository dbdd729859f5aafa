import type {
  Acquired,
  Aggregates,
  AppendOutcome,
  CommandContext,
  CommandResult,
  EventStore,
  HeldLock,
  Locks,
  Reactions,
  Target,
  WorkQueue,
  WorkVerdict,
} from '@pagewright/kernel';
import type { Metrics } from './metrics.ts';
import type { Watcher } from './operation.ts';

/** The write side, watched; its events carry on the trace that their command is part of. */
export const watchedAggregates = (aggregates: Aggregates, watcher: Watcher): Aggregates => {
  const watched = (
    targets: readonly Target[],
    context: CommandContext,
    handle: (context: CommandContext) => Promise<CommandResult>,
  ): Promise<CommandResult> => {
    const [first] = targets;
    const kind = kindOf(first?.stream ?? '');
    const { commandId, correlationId, traceparent } = context;
    const about = { stream: first?.stream ?? '', command: commandId, correlation: correlationId };
    return watcher.watch(
      // Around it is what it follows from, unless it was carried here by an event.
      { name: 'command', title: kind, labels: { kind }, about, parent: ownParent(watcher, traceparent), outcomeOf },
      () => handle(carried(context, watcher.traceparent())),
    );
  };
  return {
    ...aggregates,
    handleCommand: (target, context) => watched([target], context, (own) => aggregates.handleCommand(target, own)),
    handleCommands: (targets, context) => watched(targets, context, (own) => aggregates.handleCommands(targets, own)),
  };
};

const outcomeOf = ({ repeated, events }: CommandResult): string => {
  if (repeated) return 'repeated';
  return events.length === 0 ? 'unchanged' : 'committed';
};

/** Inside a span the command is its child; the browser's own traceparent is that span's parent already. */
const ownParent = (watcher: Watcher, traceparent: string | undefined): string | undefined =>
  watcher.traceparent() === undefined ? traceparent : undefined;

const carried = (context: CommandContext, traceparent: string | undefined): CommandContext =>
  traceparent === undefined ? context : { ...context, traceparent };

/** Appends to the log, watched. */
export const watchedEvents = (events: EventStore, watcher: Watcher): EventStore => ({
  append: (writes, meta) =>
    watcher.watch<AppendOutcome>(
      {
        name: 'append',
        labels: {},
        about: {
          streams: writes.map(({ stream }) => stream).join(' '),
          events: writes.flatMap((write) => write.events.map(({ type }) => type)).join(' '),
        },
        outcomeOf: ({ status }) => status,
      },
      () => events.append(writes, meta),
    ),
  load: (stream, after) => events.load(stream, after),
  head: (stream) => events.head(stream),
  endsAt: (stream, head) => events.endsAt(stream, head),
  read: (position) => events.read(position),
  newest: (kind, type) => events.newest(kind, type),
});

/** Policies, each reaction a part of the trace of its event. */
export const watchedReactions = (reactions: Reactions, watcher: Watcher): Reactions => ({
  react: (policy, types, handler) =>
    reactions.react(policy, types, (event) =>
      watcher.watch(
        {
          name: 'policy',
          title: policy,
          labels: { policy },
          about: { event: event.meta.id, type: event.type, position: event.meta.position },
          parent: event.meta.traceparent,
        },
        () => handler(event),
      ),
    ),
});

/** Work queues, each delivery watched. */
export const watchedWork = (work: WorkQueue, watcher: Watcher): WorkQueue => ({
  ...work,
  consume: (queue, concurrency, handler) =>
    work.consume(queue, concurrency, (item) =>
      watcher.watch<WorkVerdict>({ name: 'work', title: queue, labels: { queue }, outcomeOf: ({ type }) => type }, () =>
        handler(item),
      ),
    ),
});

/** Locks: how often they are asked for and how that ends, how many are held, how many were lost. */
export const watchedLocks = (locks: Locks, { metrics, watcher }: { metrics: Metrics; watcher: Watcher }): Locks => {
  const held = metrics.gauge('pagewright_locks_held', 'Locks that this process holds', []);
  const lost = metrics.counter('pagewright_locks_lost_total', 'Locks that went away before they were given back', []);
  held.set({}, 0);
  lost.add({}, 0);
  const counted = (lock: HeldLock): HeldLock => {
    held.add({}, 1);
    let over = false;
    const end = (): boolean => {
      if (over) return false;
      over = true;
      held.add({}, -1);
      return true;
    };
    const onLost = (): void => {
      if (end()) lost.add({});
    };
    lock.lost.addEventListener('abort', onLost, { once: true });
    const release = async (): Promise<void> => {
      lock.lost.removeEventListener('abort', onLost);
      end();
      await lock.release();
    };
    return {
      key: lock.key,
      token: lock.token,
      lost: lock.lost,
      renew: () => lock.renew(),
      release,
      [Symbol.asyncDispose]: release,
    };
  };

  return {
    ...locks,
    acquire: async (key, owner) => {
      const acquired = await watcher.watch<Acquired>(
        { name: 'lock_acquire', labels: {}, about: { key }, outcomeOf: ({ status }) => status },
        () => locks.acquire(key, owner),
      );
      return acquired.status === 'held' ? { status: 'held', lock: counted(acquired.lock) } : acquired;
    },
  };
};

interface WatchedPorts {
  readonly events: EventStore;
  readonly reactions: Reactions;
  readonly locks: Locks;
  readonly work: WorkQueue;
}

/** A broker whose ports are watched where something is done; what only reads is left as it is. */
export const watchedBroker = <Broker extends WatchedPorts>(
  broker: Broker,
  telemetry: { readonly metrics: Metrics; readonly watcher: Watcher },
): Broker => ({
  ...broker,
  events: watchedEvents(broker.events, telemetry.watcher),
  reactions: watchedReactions(broker.reactions, telemetry.watcher),
  locks: watchedLocks(broker.locks, telemetry),
  work: watchedWork(broker.work, telemetry.watcher),
});

const kindOf = (stream: string): string => stream.split('.', 1)[0] ?? '';

import { type NatsConnection, deadline } from '@nats-io/transport-node';
import type {
  Activity,
  Announcements,
  EventCatalogue,
  EventFeed,
  EventStore,
  ExpiringStore,
  Keys,
  Locks,
  OperatorLine,
  Reactions,
  Scheduler,
  Sealer,
  Snapshots,
  Vitals,
  WorkQueue,
} from '@pagewright/kernel';
import { createActivity } from './activity/activity.ts';
import { createAnnouncements } from './announcements/announcements.ts';
import { type BrokerAddress, connect } from './connection/connect.ts';
import { createEventFeed } from './events/event-feed.ts';
import { type EventStoreOptions, createEventStore } from './events/event-store.ts';
import { createReactions } from './events/reactions.ts';
import { createExpiringStore } from './expiring/expiring-store.ts';
import { type EventLog, openKurrentLog } from './kurrent/open-kurrent.ts';
import { createKeys } from './keys/keys.ts';
import { createSealer } from './keys/sealer.ts';
import { createLocks } from './locks/jetstream-leases.ts';
import type { LocksOptions } from './locks/locks.ts';
import { createScheduler } from './scheduler/scheduler.ts';
import { createSnapshots } from './snapshots/snapshots.ts';
import { createOperatorLine } from './operators/operator-line.ts';
import type { OnTrouble } from './trouble.ts';
import { createVitals } from './vitals/vitals.ts';
import { createWorkQueue } from './work/work-queue.ts';

export interface BrokerOptions extends BrokerAddress {
  readonly catalogue: EventCatalogue;
  /** Part of every event's source; `default` unless told. */
  readonly workspace?: string;
  readonly locks?: LocksOptions;
  /** A KurrentDB that holds the log and its readers; undefined where this broker does. */
  readonly kurrentUrl?: string | undefined;
  /** Hears of everything that is tried again. */
  readonly onTrouble?: OnTrouble;
}

/** Every port of the kernel that the broker serves, over one connection. */
export interface Broker extends AsyncDisposable {
  readonly events: EventStore;
  readonly feed: EventFeed;
  readonly snapshots: Snapshots;
  readonly reactions: Reactions;
  readonly locks: Locks;
  readonly work: WorkQueue;
  readonly scheduler: Scheduler;
  readonly keys: Keys;
  readonly sealer: Sealer;
  readonly sessions: ExpiringStore;
  readonly activity: Activity;
  readonly announcements: Announcements;
  readonly operators: OperatorLine;
  readonly vitals: Vitals;
  /** Whether the broker answers now; for readiness. */
  isReachable(): Promise<boolean>;
  /** Sends what is under way and closes; consumers are stopped by those who started them, before. */
  close(): Promise<void>;
}

const ANSWER_MS = 2_000;

/**
 * Connects to a broker that has the topology (`applyTopology`, done once at the start by the user `setup`).
 * @throws BrokerUnreachable | BrokerTooOld
 */
export const openBroker = async ({
  catalogue,
  workspace,
  locks,
  kurrentUrl,
  onTrouble,
  ...address
}: BrokerOptions): Promise<Broker> => {
  const nc = await connect(address);
  const heard = onTrouble ? { onTrouble } : {};
  try {
    const keys = await createKeys(nc);
    const named = { catalogue, ...(workspace === undefined ? {} : { workspace }) };
    const log =
      kurrentUrl === undefined
        ? await openJetStreamLog(nc, { ...named, ...heard, name: address.name })
        : await openKurrentLog({ ...named, ...heard, name: address.name, url: kurrentUrl });
    const close = async () => {
      await log[Symbol.asyncDispose]();
      await closeConnection(nc);
    };
    return {
      events: log.events,
      feed: log.feed,
      reactions: log.reactions,
      snapshots: await createSnapshots(nc),
      locks: await createLocks(nc, locks),
      work: await createWorkQueue(nc, heard),
      scheduler: await createScheduler(nc, heard),
      keys,
      sealer: createSealer(keys),
      sessions: await createExpiringStore(nc),
      activity: await createActivity(nc),
      announcements: createAnnouncements(nc),
      operators: createOperatorLine(nc),
      vitals: await createVitals(nc),
      isReachable: async () => {
        const answers = deadline(nc.rtt(), ANSWER_MS).then(
          () => true,
          () => false,
        );
        return (await log.isReachable()) && (await answers);
      },
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await nc.close();
    throw error;
  }
};

/** The ports of the log where the broker itself keeps it; it answers when the broker does. */
const openJetStreamLog = async (
  nc: NatsConnection,
  { name, onTrouble, ...named }: EventStoreOptions & { readonly name: string; readonly onTrouble?: OnTrouble },
): Promise<EventLog> => ({
  events: await createEventStore(nc, named),
  feed: await createEventFeed(nc, { catalogue: named.catalogue, reader: name }),
  reactions: await createReactions(nc, { catalogue: named.catalogue, ...(onTrouble ? { onTrouble } : {}) }),
  isReachable: async () => true,
  [Symbol.asyncDispose]: async () => undefined,
});

/** Draining waits for the server, which may be gone already. */
const closeConnection = async (nc: NatsConnection): Promise<void> => {
  if (nc.isClosed()) return;
  await deadline(nc.drain(), ANSWER_MS).catch(() => nc.close());
};

import { AckPolicy, type ConsumerInfo, DeliverPolicy, jetstreamManager } from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import { isConsumerNotFound, isReaderNameInUse } from '../nats-errors.ts';
import { type PublicEventsWanted, PUBLIC_STREAM, publicFilter, publicWantedBy } from '../subjects.ts';

/** Where a new subscription begins: with what comes, with the oldest that is kept, or at a time. */
export type SubscriptionStart = 'new' | 'all' | Date;

export interface NewSubscription {
  readonly name: string;
  readonly wanted: readonly PublicEventsWanted[];
  readonly from: SubscriptionStart;
}

/** A durable reader of the public events, and how far its program has come. */
export interface Subscription {
  readonly name: string;
  readonly wanted: readonly PublicEventsWanted[];
  readonly since: Date;
  /** Not fetched yet. */
  readonly waiting: number;
  /** Fetched, and not acknowledged yet. */
  readonly unacknowledged: number;
  /** When it acknowledged something last; undefined where it never has. */
  readonly lastActive: Date | undefined;
}

export interface Subscriptions {
  list(): Promise<readonly Subscription[]>;
  find(name: string): Promise<Subscription | undefined>;
  make(subscription: NewSubscription): Promise<'made' | 'name-taken'>;
  end(name: string): Promise<'ended' | 'unknown'>;
}

/** Without an ack or a sign of work for so long, an event is delivered again. */
const ACK_WAIT_MS = 30_000;
/** Events at work at once, over all processes of a subscriber; more wait. */
const MAX_UNACKNOWLEDGED = 256;
/** A program that dies of an event is not given it for ever. */
const MAX_DELIVERIES = 20;

/** The readers that other people's programs fetch from, which only `setup` can make: they have no right to. */
export const createSubscriptions = async (nc: NatsConnection): Promise<Subscriptions> => {
  const { consumers } = await jetstreamManager(nc, { checkAPI: false });
  return {
    list: async () => {
      const all: Subscription[] = [];
      for await (const info of consumers.list(PUBLIC_STREAM))
        if (info.config.durable_name) all.push(toSubscription(info));
      return all.toSorted((one, other) => one.name.localeCompare(other.name));
    },
    find: async (name) => {
      try {
        return toSubscription(await consumers.info(PUBLIC_STREAM, name));
      } catch (error) {
        if (isConsumerNotFound(error)) return undefined;
        throw error;
      }
    },
    make: async ({ name, wanted, from }) => {
      try {
        await consumers.add(PUBLIC_STREAM, {
          durable_name: name,
          ack_policy: AckPolicy.Explicit,
          ack_wait: nanos(ACK_WAIT_MS),
          max_ack_pending: MAX_UNACKNOWLEDGED,
          max_deliver: MAX_DELIVERIES,
          filter_subjects: wanted.map(publicFilter).toSorted(),
          ...startOf(from),
        });
        return 'made';
      } catch (error) {
        if (isReaderNameInUse(error)) return 'name-taken';
        throw error;
      }
    },
    end: async (name) => {
      try {
        await consumers.delete(PUBLIC_STREAM, name);
        return 'ended';
      } catch (error) {
        if (isConsumerNotFound(error)) return 'unknown';
        throw error;
      }
    },
  };
};

const startOf = (from: SubscriptionStart) => {
  if (from === 'new') return { deliver_policy: DeliverPolicy.New };
  if (from === 'all') return { deliver_policy: DeliverPolicy.All };
  return { deliver_policy: DeliverPolicy.StartTime, opt_start_time: from.toISOString() };
};

const toSubscription = ({
  name,
  config,
  created,
  num_pending,
  num_ack_pending,
  ack_floor,
}: ConsumerInfo): Subscription => ({
  name,
  wanted: (config.filter_subjects ?? [config.filter_subject ?? '']).map(publicWantedBy),
  since: new Date(created),
  waiting: num_pending,
  unacknowledged: num_ack_pending,
  lastActive: ack_floor.last_active === undefined ? undefined : new Date(ack_floor.last_active),
});

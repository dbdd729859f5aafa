import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Kurrent } from '../kurrent/connect-kurrent.ts';
import { isGroupMissing } from '../kurrent/kurrent-errors.ts';
import { isConsumerNotFound } from '../nats-errors.ts';
import { EVENTS_STREAM } from '../subjects.ts';

/** By a policy's name, the position up to which all its events were handled; 0 where it has not begun. */
export type PolicyPlaces = Readonly<Record<string, number>>;

/** Where the policies stand on the broker. */
export const jetStreamPlaces = async (nc: NatsConnection, policies: readonly string[]): Promise<PolicyPlaces> => {
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  const places = policies.map(async (policy) => {
    try {
      const {
        ack_floor: floor,
        num_pending: pending,
        num_ack_pending: open,
        delivered,
      } = await jsm.consumers.info(EVENTS_STREAM, policy);
      // Nothing waits and nothing is under way: what was delivered last is handled, and so is all before it.
      const idle = pending === 0 && open === 0;
      return [policy, idle ? Math.max(floor.stream_seq, delivered.stream_seq) : floor.stream_seq] as const;
    } catch (error) {
      if (!isConsumerNotFound(error)) throw error;
      return [policy, 0] as const;
    }
  });
  return Object.fromEntries(await Promise.all(places));
};

/** Where the policies stand in KurrentDB, as far as it has noted it. */
export const kurrentPlaces = async ({ client }: Kurrent, policies: readonly string[]): Promise<PolicyPlaces> => {
  const places = policies.map(async (policy) => {
    try {
      const { stats } = await client.getPersistentSubscriptionToAllInfo(policy);
      return [policy, Number(stats.lastCheckpointedEventPosition?.commit ?? 0n)] as const;
    } catch (error) {
      if (!isGroupMissing(error)) throw error;
      return [policy, 0] as const;
    }
  });
  return Object.fromEntries(await Promise.all(places));
};

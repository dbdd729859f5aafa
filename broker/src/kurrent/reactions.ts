import type { PersistentSubscriptionToAll, PersistentSubscriptionToAllResolvedEvent } from '@kurrent/kurrentdb-client';
import { type EventAddress, type EventCatalogue, type Reactions, type Recorded, position } from '@pagewright/kernel';
import { BrokerGone } from '../connection/connect.ts';
import { pauseAfter } from '../events/reactions.ts';
import { createGate } from '../gate.ts';
import { DurableMissing } from '../pull-work.ts';
import { type Stops, aborted, pauseUnless, running } from '../running.ts';
import { type OnTrouble, tell } from '../trouble.ts';
import type { Kurrent } from './connect-kurrent.ts';
import { isGroupMissing, isGroupThere, isUnanswered } from './kurrent-errors.ts';
import { STREAM_PREFIX, logPosition } from './kurrent-names.ts';
import { type StoredEvent, readEvent, storedEvent } from './recorded.ts';

export interface KurrentReactionsOptions {
  readonly catalogue: EventCatalogue;
  /** Handlers of one policy that run at once in this process; 8 unless told. */
  readonly concurrency?: number;
  readonly onTrouble?: OnTrouble;
}

/** Events that one process has in hand at once, those that wait for another attempt among them. */
const IN_HAND = 200;
/** Longer than the longest pause between attempts, so that nobody else gets what waits here. */
const MESSAGE_TIMEOUT_MS = 180_000;
/** The server parks an event after so many attempts; ours go on for ever. */
const FOR_EVER = 2_147_483_647;
const RETRY_MS = 500;

/**
 * Makes the durable readers that are missing: groups of persistent subscriptions to the whole log, from its beginning.
 * A group's filter is fixed for its life and its place would be lost with it, so a group reads all that is ours and
 * passes over what its policy does not ask for. Done once at the start, by a user who may.
 */
export const prepareKurrentReactions = async (
  kurrent: Kurrent,
  policies: readonly string[],
): Promise<readonly string[]> => {
  const created: string[] = [];
  for (const policy of policies) {
    try {
      await createGroup(kurrent, policy, 0);
      created.push(policy);
    } catch (error) {
      if (!isGroupThere(error)) throw error;
    }
  }
  return created;
};

/** Makes the groups anew, so that each goes on after a position, as after a copy of the log. */
export const placeKurrentReactions = async (
  kurrent: Kurrent,
  places: Readonly<Record<string, number>>,
): Promise<void> => {
  for (const [policy, after] of Object.entries(places)) {
    await kurrent.client.deletePersistentSubscriptionToAll(policy).catch((error: unknown) => {
      if (!isGroupMissing(error)) throw error;
    });
    await createGroup(kurrent, policy, after);
  }
};

const createGroup = ({ client, sdk }: Kurrent, policy: string, after: number): Promise<void> =>
  client.createPersistentSubscriptionToAll(
    policy,
    sdk.persistentSubscriptionToAllSettingsFromDefaults({
      startFrom: after === 0 ? sdk.START : logPosition(position(after)),
      messageTimeout: MESSAGE_TIMEOUT_MS,
      maxRetryCount: FOR_EVER,
      checkPointLowerBound: 1,
    }),
    { filter: sdk.streamNameFilter({ prefixes: [STREAM_PREFIX] }) },
  );

/** Policies over persistent subscriptions. What fails is kept and tried again here; the server never waits. */
export const createKurrentReactions = (
  kurrent: Kurrent,
  { catalogue, concurrency = 8, onTrouble }: KurrentReactionsOptions,
): Reactions => ({
  react: async (policy, types, handler) => {
    const source = `policy ${policy}`;
    const react: React = { policy, source, types, handler, catalogue, onTrouble, inTurn: createGate(concurrency) };
    return running(async (stops, ready) => {
      for (;;) {
        if (stops.draining.aborted) return;
        if (kurrent.closed) throw new BrokerGone(source);
        try {
          await session(kurrent, react, stops, ready);
        } catch (error) {
          if (isGroupMissing(error)) {
            throw new DurableMissing(`KurrentDB has no group "${policy}" for the ${source}: start the API once`, {
              cause: error,
            });
          }
          if (!isUnanswered(error)) throw error;
          tell(onTrouble, { source, error, againInMs: RETRY_MS });
        }
        await pauseUnless(stops.draining, RETRY_MS);
      }
    });
  },
});

interface React {
  readonly policy: string;
  readonly source: string;
  readonly types: readonly EventAddress[];
  readonly handler: (event: Recorded) => Promise<void>;
  readonly catalogue: EventCatalogue;
  readonly onTrouble: OnTrouble | undefined;
  readonly inTurn: ReturnType<typeof createGate>;
}

/** One subscription, from its confirmation until it breaks or is told to stop. */
const session = async ({ client }: Kurrent, react: React, stops: Stops, ready: () => void): Promise<void> => {
  const subscription: PersistentSubscriptionToAll = client.subscribeToPersistentSubscriptionToAll(react.policy, {
    bufferSize: IN_HAND,
  });
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined);
  const underWay = new Map<string, Promise<void>>();
  const lost = new AbortController();
  const stopped = AbortSignal.any([stops.draining, lost.signal]);
  const turn = async (resolved: PersistentSubscriptionToAllResolvedEvent, stored: StoredEvent): Promise<void> => {
    try {
      const done = await handle(stored, react, stopped);
      if (done && !lost.signal.aborted) await subscription.ack(resolved);
    } catch (error) {
      broken.reject(error);
    } finally {
      underWay.delete(stored.uuid);
    }
  };
  const take = (resolved: PersistentSubscriptionToAllResolvedEvent): void => {
    const { event } = resolved;
    // The server may give again what is still in hand; its one acknowledgement counts for both.
    if (!event || stops.draining.aborted || underWay.has(event.id)) return;
    underWay.set(event.id, turn(resolved, storedEvent(event)));
  };
  subscription.on('confirmation', ready);
  subscription.on('data', (resolved: PersistentSubscriptionToAllResolvedEvent) => {
    try {
      take(resolved);
    } catch (error) {
      broken.reject(error);
    }
  });
  subscription.on('error', broken.reject);
  subscription.on('end', () => broken.reject(new SubscriptionEnded(react.source)));
  try {
    await Promise.race([broken.promise, aborted(stops.draining)]);
    await Promise.race([Promise.allSettled(underWay.values()), aborted(stops.dropping)]);
  } finally {
    lost.abort();
    subscription.unsubscribe().catch(() => undefined);
  }
};

/** The server closed the subscription without a word, as it does when it goes down. */
class SubscriptionEnded extends Error {
  override readonly name = 'SubscriptionEnded';
  readonly type = 'unavailable';
  constructor(source: string) {
    super(`KurrentDB ended the subscription of the ${source}`);
  }
}

/** Until it is handled, or until it has to be left to somebody else: then false. @throws UnreadableEvent */
const handle = async (stored: StoredEvent, react: React, stopped: AbortSignal): Promise<boolean> => {
  const { source, types, handler, catalogue, onTrouble, inTurn } = react;
  if (!types.some(({ kind, type }) => kind === stored.kind && type === stored.type)) return true;
  const event = readEvent(stored, catalogue);
  for (let attempt = 1; ; attempt += 1) {
    if (stopped.aborted) return false;
    try {
      await inTurn(() => handler(event));
      return true;
    } catch (error) {
      const againInMs = pauseAfter(attempt);
      tell(onTrouble, { source, error, againInMs });
      await pauseUnless(stopped, againInMs);
    }
  }
};

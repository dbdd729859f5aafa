import type { EventCatalogue, EventFeed, EventStore, Reactions } from '@pagewright/kernel';
import type { OnTrouble } from '../trouble.ts';
import { type KurrentAddress, connectKurrent } from './connect-kurrent.ts';
import { createKurrentEventFeed } from './event-feed.ts';
import { createKurrentEventStore } from './event-store.ts';
import { within } from './kurrent-errors.ts';
import { createKurrentReactions, prepareKurrentReactions } from './reactions.ts';
import { createKurrentReader } from './kurrent-reader.ts';

export interface KurrentLogOptions extends KurrentAddress {
  readonly catalogue: EventCatalogue;
  readonly workspace?: string;
  readonly onTrouble?: OnTrouble;
}

/** The ports that a KurrentDB serves; everything else stays with the broker. */
export interface EventLog extends AsyncDisposable {
  readonly events: EventStore;
  readonly feed: EventFeed;
  readonly reactions: Reactions;
  /** Whether it answers now; for readiness. */
  isReachable(): Promise<boolean>;
}

/** @throws KurrentUnreachable | KurrentTooOld | KurrentUnusable */
export const openKurrentLog = async (options: KurrentLogOptions): Promise<EventLog> => {
  const { catalogue, workspace, onTrouble, ...address } = options;
  const kurrent = await connectKurrent(address);
  const reader = createKurrentReader(kurrent);
  return {
    events: createKurrentEventStore(kurrent, { catalogue, ...(workspace === undefined ? {} : { workspace }) }),
    feed: createKurrentEventFeed(kurrent, { catalogue, reader: address.name }),
    reactions: createKurrentReactions(kurrent, { catalogue, ...(onTrouble ? { onTrouble } : {}) }),
    isReachable: () =>
      within('A look at the log', kurrent.timeoutMs, reader.last()).then(
        () => true,
        () => false,
      ),
    [Symbol.asyncDispose]: () => kurrent[Symbol.asyncDispose](),
  };
};

/** Makes what the policies need in KurrentDB; done at every start, before anything reads. */
export const prepareKurrent = async (
  address: KurrentAddress,
  policies: readonly string[],
): Promise<readonly string[]> => {
  await using kurrent = await connectKurrent(address);
  return prepareKurrentReactions(kurrent, policies);
};

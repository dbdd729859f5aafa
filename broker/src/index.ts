export {
  type BrokerAddress,
  BrokerNotDurable,
  BrokerTooOld,
  BrokerUnreachable,
  OLDEST_SERVER,
  assertSyncAlways,
  connect,
} from './connection/connect.ts';
export { type EventFeedOptions, createEventFeed } from './events/event-feed.ts';
export { type EventStoreOptions, createEventStore } from './events/event-store.ts';
export { BrokenChain } from './events/load.ts';
export { AppendRefused } from './events/send.ts';
export { NotStorable } from './events/storable.ts';
export { type TopologyChanges, TopologyRefused, applyTopology, resetLocks } from './topology/apply-topology.ts';
export {
  BUILD_QUEUE,
  DEFAULT_BACKOFF_MS,
  type PolicySpec,
  type QueueSpec,
  type TopologyOptions,
} from './topology/topology.ts';

export { type ActivityOptions, createActivity } from './activity/activity.ts';
export { createAnnouncements } from './announcements/announcements.ts';
export { type Broker, type BrokerOptions, openBroker } from './broker.ts';
export {
  type BrokerAddress,
  BrokerNotDurable,
  BrokerTooOld,
  BrokerUnreachable,
  LoginRefused,
  OLDEST_SERVER,
  assertSyncAlways,
  connect,
} from './connection/connect.ts';
export { type EventFeedOptions, createEventFeed } from './events/event-feed.ts';
export { type EventStoreOptions, createEventStore } from './events/event-store.ts';
export { BrokenChain } from './events/load.ts';
export { type ReactionsOptions, createReactions } from './events/reactions.ts';
export { lastPosition, scanLog, type ScanOptions } from './events/scan-log.ts';
export type { ScannedEvent } from './events/scanned-event.ts';
export { AppendRefused } from './events/send.ts';
export { NotStorable } from './events/storable.ts';
export { createExpiringStore } from './expiring/expiring-store.ts';
export { KurrentTooOld, KurrentUnreachable, KurrentUnusable } from './kurrent/connect-kurrent.ts';
export { type EventLog, type KurrentLogOptions, openKurrentLog, prepareKurrent } from './kurrent/open-kurrent.ts';
export { createKeys } from './keys/keys.ts';
export { createSealer } from './keys/sealer.ts';
export { type KeptKey, allKeys, putKeyBack } from './keys/key-vault.ts';
export { LockLost } from './locks/held-lock.ts';
export { createLocks } from './locks/jetstream-leases.ts';
export type { LocksOptions } from './locks/locks.ts';
export { type Publisher, type PublisherOptions, type PublisherStatus, startPublisher } from './publisher/publisher.ts';
export { type Copied, copyLog, sumOf } from './raw-log/copy-log.ts';
export { createJetStreamRawLog } from './raw-log/jetstream-raw-log.ts';
export { LogMeter, type LogSum } from './raw-log/log-meter.ts';
export { openKurrentRawLog, type KurrentRawLog } from './raw-log/kurrent-raw-log.ts';
export { type PolicyPlaces, jetStreamPlaces } from './raw-log/policy-places.ts';
export {
  LogNotEmpty,
  LogNotFilled,
  LogNotWhole,
  type LogSource,
  type LogTarget,
  type PositionFields,
  type RawEvent,
} from './raw-log/raw-log.ts';
export { DurableMissing } from './pull-work.ts';
export { type SchedulerOptions, createScheduler } from './scheduler/scheduler.ts';
export { EVENTS_STREAM } from './subjects.ts';
export {
  type TopologyChanges,
  TopologyRefused,
  applyTopology,
  placePolicyReaders,
  resetLocks,
} from './topology/apply-topology.ts';
export {
  BUILD_QUEUE,
  DEFAULT_BACKOFF_MS,
  type PolicySpec,
  type QueueSpec,
  type TopologyOptions,
} from './topology/topology.ts';
export type { EventsWanted, PublicEventsWanted } from './subjects.ts';
export { canSubscribe, configuredAt, isAccountThere } from './subscribers/reach.ts';
export {
  createSubscriptions,
  type Subscription,
  type Subscriptions,
  type SubscriptionStart,
} from './subscribers/subscriptions.ts';
export { type OnTrouble, sentenceOf, type Trouble } from './trouble.ts';
export { type PendingItem, pendingWork } from './work/pending-work.ts';
export { type WorkQueueOptions, createWorkQueue } from './work/work-queue.ts';

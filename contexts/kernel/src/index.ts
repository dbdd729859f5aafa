export type { Activity, ActivityAddress, ActivityPart, BuildStep, RecordedActivity } from './activity.ts';
export { BUILD_STEPS } from './activity.ts';
export { AGGREGATES, type Aggregates, type AggregatesOptions, createAggregates } from './aggregates.ts';
export type { RememberedCommand } from './command-memory.ts';
export type { Announcements } from './announcements.ts';
export { type OperatorLine, OperatorRefused } from './operator-line.ts';
export type { Decider } from './decider.ts';
export {
  type EventCatalogue,
  type EventDefinition,
  InvalidEvent,
  UnknownEvent,
  createCatalogue,
  defineEvents,
} from './event-catalogue.ts';
export {
  type EventFeed,
  type FeedBatch,
  type FeedOptions,
  HistoryLost,
  LogReplaced,
  UnreadableEvent,
} from './event-feed.ts';
export {
  type AppendMeta,
  type AppendOutcome,
  type EventStore,
  EventTooLarge,
  type Head,
  type LoadedStream,
  MAX_APPEND_EVENTS,
  MAX_EVENT_BYTES,
  NO_STREAM,
  StoreFull,
  StoreUnavailable,
  type StreamWrite,
} from './event-store.ts';
export type { ExpiringStore } from './expiring-store.ts';
export type { FileTree } from './file-tree.ts';
export {
  type CommandContext,
  type CommandResult,
  CommandIdReused,
  MessageIdReused,
  OutcomeUnknown,
  StreamContended,
  type Target,
  target,
} from './handle-command.ts';
export {
  ANONYMOUS,
  actor,
  canonicalJson,
  claimStream,
  commandDigest,
  commandId,
  derivedId,
  eventId,
  isToken,
  position,
  requireToken,
  streamName,
  streamParts,
} from './ids.ts';
export { ERASED, KeyErased, type KeyOwner, type Keys, SealBroken, type Sealed, type Sealer } from './keys.ts';
export {
  type Acquired,
  type FencingToken,
  type HeldLock,
  type LiveLock,
  type LockOwner,
  type Locks,
  LocksUnavailable,
} from './locks.ts';
export {
  type Actor,
  BEGINNING,
  type Brand,
  type CommandDigest,
  type CommandId,
  type EventId,
  type Cause,
  type Caused,
  causeOf,
  type Folded,
  type Message,
  type Position,
  type Recorded,
  type RecordedMeta,
  type StreamName,
} from './message.ts';
export {
  type OutboundAnswer,
  OutboundFailed,
  type OutboundFailure,
  type OutboundHttp,
  type OutboundRequest,
} from './outbound-http.ts';
export { definePublicEvents, type PublicEventDefinition, type PublicMapping, publicName } from './public-events.ts';
export type { EventAddress, ReactionName, Reactions } from './reactions.ts';
export { Refusal, isRefusal } from './refusal.ts';
export type { Running } from './running.ts';
export type { Scheduler } from './scheduler.ts';
export type { Snapshot, SnapshotKeeperOptions, Snapshots } from './snapshots.ts';
export type { StreamState, Vitals } from './vitals.ts';
export {
  type DeadLetter,
  type QueuedItem,
  type WorkItem,
  type WorkQueue,
  WorkUnavailable,
  type WorkVerdict,
} from './work-queue.ts';

import { AckPolicy, type ConsumerConfig, DiscardPolicy, RetentionPolicy, type StreamConfig } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { EventAddress } from '@pagewright/kernel';
import {
  ACTIVITY_STREAM,
  DEAD_LETTER_STREAM,
  DUE_FILTER,
  EVENTS_STREAM,
  JOBS_STREAM,
  KEYS_BUCKET,
  LOCKS_BUCKET,
  PUBLIC_FILTER,
  PUBLIC_STREAM,
  SCHEDULE_STREAM,
  SESSIONS_BUCKET,
  SNAPSHOTS_BUCKET,
  eventTypeFilter,
  jobFilter,
  maxDeliveriesSubject,
  terminatedSubject,
} from '../subjects.ts';

/** A kind of work and how it is tried again. */
export interface QueueSpec {
  readonly name: string;
  /** Without a heartbeat for so long, the item goes to somebody else. */
  readonly ackWaitMs: number;
  /** Pauses between attempts; the attempt after the last pause is the last one. Empty: for ever, at once. */
  readonly backoffMs: readonly number[];
  /** Items being worked on at once over all processes. */
  readonly maxAckPending: number;
}

/** A policy's durable reader of the log. */
export interface PolicySpec {
  readonly name: string;
  readonly types: readonly EventAddress[];
}

export interface TopologyOptions {
  /** 1 on a laptop, 3 in a cluster. */
  readonly replicas: number;
  /** How long the broker remembers message ids, in milliseconds; two minutes unless told. Nothing rests on it. */
  readonly duplicateWindowMs?: number;
  /** Besides `build`. */
  readonly queues?: readonly QueueSpec[];
  readonly policies?: readonly PolicySpec[];
  /** First sequence of a bucket of locks that has to be made, Unix milliseconds. */
  readonly now?: () => number;
}

export type StreamSpec = Partial<StreamConfig> & Pick<StreamConfig, 'name' | 'subjects'>;
export interface DurableSpec {
  readonly stream: string;
  readonly name: string;
  readonly config: Partial<ConsumerConfig>;
}
export interface Topology {
  readonly streams: readonly StreamSpec[];
  readonly durables: readonly DurableSpec[];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const KIB = 1024;

/** How long public events can be fetched. */
export const PUBLIC_KEPT_MS = 30 * DAY;

/** Builds wait for the site, not for luck: no attempt is the last, and a runner's death is noticed within 15 s. */
export const BUILD_QUEUE: QueueSpec = { name: 'build', ackWaitMs: 15 * SECOND, backoffMs: [], maxAckPending: 1_000 };

/** How other work is tried again. */
export const DEFAULT_BACKOFF_MS: readonly number[] = [10 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE];

/** Without a heartbeat for so long, an event or a deadline goes to another; also the delay when an ack dies with a server. */
const SILENCE_MS = 10 * SECOND;

export const durableOf = (queue: string): string => `${queue}s`;
export const DUE_DURABLE = 'due';

/** Every stream, bucket and durable reader that the house needs (design: BROKER 12). */
export const topology = (options: TopologyOptions): Topology => {
  const { replicas, duplicateWindowMs = 2 * MINUTE, queues = [], policies = [], now = Date.now } = options;
  const everywhere = { num_replicas: replicas, duplicate_window: nanos(duplicateWindowMs) };
  const bucket = { ...everywhere, max_msgs_per_subject: 1, discard: DiscardPolicy.New, allow_direct: false };

  return {
    streams: [
      {
        ...everywhere,
        name: EVENTS_STREAM,
        subjects: ['pw.events.*.*.*'],
        description: 'The log: one message per event, for ever',
        max_msg_size: 256 * KIB,
        allow_direct: true,
        allow_atomic: true,
        deny_delete: true,
        deny_purge: true,
        allow_rollup_hdrs: false,
      },
      {
        ...everywhere,
        name: ACTIVITY_STREAM,
        subjects: ['pw.activity.*.*'],
        description: 'What running builds show',
        max_age: nanos(90 * DAY),
        max_msg_size: 256 * KIB,
        allow_direct: true,
      },
      {
        ...everywhere,
        name: JOBS_STREAM,
        subjects: ['pw.jobs.*.*'],
        description: 'Work waiting for a worker',
        retention: RetentionPolicy.Workqueue,
        max_msg_size: 256 * KIB,
        allow_direct: true,
      },
      {
        ...everywhere,
        name: SCHEDULE_STREAM,
        subjects: ['pw.sched.>', 'pw.due.>'],
        description: 'Deadlines, and what has become due',
        max_msg_size: 256 * KIB,
        allow_msg_schedules: true,
        allow_msg_ttl: true,
        // Schedules replace their own message by a roll-up; the server demands it.
        allow_rollup_hdrs: true,
      },
      {
        ...everywhere,
        name: DEAD_LETTER_STREAM,
        subjects: ['pw.dlq.>', maxDeliveriesSubject('*'), terminatedSubject('*')],
        description: 'Work that was given up, and the broker’s own word about it',
        max_age: nanos(90 * DAY),
        max_msg_size: 512 * KIB,
        allow_direct: true,
      },
      {
        ...everywhere,
        name: PUBLIC_STREAM,
        subjects: [PUBLIC_FILTER],
        description: 'Events for other people’s programs',
        max_age: nanos(PUBLIC_KEPT_MS),
        max_msg_size: 256 * KIB,
        allow_direct: true,
        deny_delete: true,
        deny_purge: true,
        allow_rollup_hdrs: false,
      },
      {
        ...bucket,
        name: LOCKS_BUCKET,
        subjects: ['$KV.LOCKS.>'],
        description: 'Leases; revisions are fencing tokens',
        // A bucket that is made anew goes on above every token of the one before.
        first_seq: now(),
        allow_msg_ttl: true,
        subject_delete_marker_ttl: nanos(MINUTE),
        allow_rollup_hdrs: true,
        deny_delete: true,
      },
      {
        ...bucket,
        name: KEYS_BUCKET,
        subjects: ['$KV.KEYS.>'],
        description: 'Data keys, one per owner; an erased one leaves its marker for ever',
        allow_rollup_hdrs: false,
        deny_purge: true,
        // Erasing overwrites the message on disk.
        deny_delete: false,
      },
      {
        ...bucket,
        name: SESSIONS_BUCKET,
        subjects: ['$KV.SESSIONS.>'],
        description: 'Values that expire',
        allow_msg_ttl: true,
        allow_rollup_hdrs: false,
        deny_delete: true,
        deny_purge: true,
      },
      {
        ...bucket,
        name: SNAPSHOTS_BUCKET,
        subjects: ['$KV.SNAPSHOTS.>'],
        description: 'States of aggregates, from which they open quickly; may be emptied at any time',
        max_msg_size: 1_000 * KIB,
        // Any replica's will do: each is checked against the log.
        allow_direct: true,
        allow_rollup_hdrs: false,
      },
    ],
    durables: [
      ...[BUILD_QUEUE, ...queues].map(queueDurable),
      {
        stream: SCHEDULE_STREAM,
        name: DUE_DURABLE,
        config: { ...WORK, ack_wait: nanos(SILENCE_MS), max_ack_pending: 1_000, filter_subject: DUE_FILTER },
      },
      ...policies.map(policyDurable),
    ],
  };
};

const WORK = { ack_policy: AckPolicy.Explicit, max_deliver: -1 };

const queueDurable = ({ name, ackWaitMs, backoffMs, maxAckPending }: QueueSpec): DurableSpec => ({
  stream: JOBS_STREAM,
  name: durableOf(name),
  config: {
    ...WORK,
    max_ack_pending: maxAckPending,
    filter_subject: jobFilter(name),
    // The server takes the first pause as the wait for an ack; a list must be shorter than the number of attempts.
    ...(backoffMs.length === 0
      ? { ack_wait: nanos(ackWaitMs) }
      : { backoff: backoffMs.map((ms) => nanos(ms)), max_deliver: backoffMs.length + 1 }),
  },
});

export const policyDurable = ({ name, types }: PolicySpec): DurableSpec => ({
  stream: EVENTS_STREAM,
  name,
  config: {
    ...WORK,
    ack_wait: nanos(SILENCE_MS),
    max_ack_pending: 1_000,
    filter_subjects: types.map(({ kind, type }) => eventTypeFilter(kind, type)).toSorted(),
  },
});

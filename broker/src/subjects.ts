import { requireToken, streamName, streamParts, type StreamName } from '@pagewright/kernel';

/**
 * Every subject that this package publishes to or reads. Tokens are checked here, so that no id can widen a filter or
 * reach another stream; nothing else in the house builds a subject.
 */

export const EVENTS_STREAM = 'PW_EVENTS';
export const ACTIVITY_STREAM = 'PW_ACTIVITY';
export const JOBS_STREAM = 'PW_JOBS';
export const SCHEDULE_STREAM = 'PW_SCHED';
export const DEAD_LETTER_STREAM = 'PW_DLQ';
export const LOCKS_BUCKET = 'KV_LOCKS';
export const KEYS_BUCKET = 'KV_KEYS';
export const PUBLIC_STREAM = 'PW_PUBLIC';
export const SESSIONS_BUCKET = 'KV_SESSIONS';
export const SNAPSHOTS_BUCKET = 'KV_SNAPSHOTS';

export const eventSubject = (stream: StreamName, type: string): string =>
  `${streamPrefix(stream)}.${requireToken(type, 'event type')}`;

/**
 * The one spelling of "all events of this stream". The broker compares expectations by the literal filter, so a second
 * spelling of the same set would let two writers win (BROKER 0.1): always this function.
 */
export const streamFilter = (stream: StreamName): string => `${streamPrefix(stream)}.>`;

export const eventTypeFilter = (kind: string, type: string): string =>
  `pw.events.${requireToken(kind, 'kind')}.*.${requireToken(type, 'event type')}`;

/** Which events of the log; a list that is left out or empty means any. */
export interface EventsWanted {
  readonly kinds?: readonly string[];
  readonly ids?: readonly string[];
  readonly types?: readonly string[];
}

/** The filters that together let exactly those through; they never overlap, which the broker demands. */
export const eventFilters = ({ kinds = [], ids = [], types = [] }: EventsWanted): readonly string[] => {
  const each = (names: readonly string[], field: string) =>
    names.length === 0 ? ['*'] : [...new Set(names)].map((name) => requireToken(name, field));
  return each(kinds, 'kind').flatMap((kind) =>
    each(ids, 'id').flatMap((id) => each(types, 'event type').map((type) => `pw.events.${kind}.${id}.${type}`)),
  );
};

/** Stream and type of a stored event. @throws Refusal `invalid-id` for a subject that is none of ours */
export const parseEventSubject = (subject: string): { stream: StreamName; kind: string; id: string; type: string } => {
  const [, , kind = '', id = '', type = ''] = subject.split('.');
  return { stream: streamName(kind, id), kind, id, type: requireToken(type, 'event type') };
};

/** Kind of a stored event without a check: for filtering before anything is parsed. */
export const kindOfSubject = (subject: string): string => subject.split('.', 3)[2] ?? '';

/** Everything that is published for other people's programs. */
export const PUBLIC_FILTER = 'pagewright.*.*.*.*.*';

export interface PublicAddress {
  readonly workspace: string;
  readonly kind: string;
  readonly type: string;
  readonly version: number;
  readonly id: string;
}

/** The workspace second, so that rights can be cut by prefix. */
export const publicSubject = ({ workspace, kind, type, version, id }: PublicAddress): string =>
  [
    'pagewright',
    requireToken(workspace, 'workspace'),
    requireToken(kind, 'kind'),
    requireToken(type, 'event type'),
    `v${version}`,
    requireToken(id, 'id'),
  ].join('.');

/** Of a stored public event. */
export const publicVersionOf = (subject: string): number => Number(subject.split('.', 5)[4]?.slice(1));

/** Which public events; what is left out means any. */
export interface PublicEventsWanted {
  readonly workspace: string;
  readonly kind?: string;
  readonly type?: string;
  readonly version?: number;
}

export const publicFilter = ({ workspace, kind, type, version }: PublicEventsWanted): string =>
  [
    'pagewright',
    requireToken(workspace, 'workspace'),
    kind === undefined ? '*' : requireToken(kind, 'kind'),
    type === undefined ? '*' : requireToken(type, 'event type'),
    version === undefined ? '*' : `v${version}`,
    '*',
  ].join('.');

/** What a filter of `publicFilter` lets through. */
export const publicWantedBy = (filter: string): PublicEventsWanted => {
  const [, workspace = '', kind = '*', type = '*', version = '*'] = filter.split('.');
  return {
    workspace,
    ...(kind !== '*' && { kind }),
    ...(type !== '*' && { type }),
    ...(version !== '*' && { version: Number(version.slice(1)) }),
  };
};

export const activitySubject = (build: string, kind: string): string =>
  `pw.activity.${requireToken(build, 'build')}.${requireToken(kind, 'activity')}`;
export const activityFilter = (build: string): string => `pw.activity.${requireToken(build, 'build')}.>`;

export const jobSubject = (queue: string, id: string): string => `${queuePrefix(queue)}.${requireToken(id, 'item')}`;
export const jobFilter = (queue: string): string => `${queuePrefix(queue)}.*`;

export const scheduleSubject = (queue: string, id: string): string =>
  `pw.sched.${requireToken(queue, 'queue')}.${requireToken(id, 'item')}`;
export const dueSubject = (queue: string, id: string): string =>
  `pw.due.${requireToken(queue, 'queue')}.${requireToken(id, 'item')}`;
export const DUE_FILTER = 'pw.due.*.*';
/** One token short of `DUE_FILTER`, so that a cancellation is never forwarded as work. */
export const CANCELLED_SUBJECT = 'pw.due.cancelled';

export const letterSubject = (queue: string, item: string, sequence: number): string =>
  `pw.dlq.${requireToken(queue, 'queue')}.${requireToken(item, 'item')}.${sequence}`;
export const letterFilter = (queue: string): string => `pw.dlq.${requireToken(queue, 'queue')}.*.*`;
/** Letters with what was made of them. */
export const lettersFilter = (queue: string): string => `pw.dlq.${requireToken(queue, 'queue')}.>`;
export const replayedSubject = (queue: string, item: string, sequence: number): string =>
  `${letterSubject(queue, item, sequence)}.replayed`;
export const replayedFilter = (queue: string): string => `${letterFilter(queue)}.replayed`;

/** Where the broker says that an item has used up its attempts. */
export const maxDeliveriesSubject = (durable: string): string =>
  `$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.${JOBS_STREAM}.${durable}`;
export const terminatedSubject = (durable: string): string =>
  `$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.${JOBS_STREAM}.${durable}`;

export const lockSubject = (key: string): string => `$KV.LOCKS.${keyPath(key)}`;
/** All locks, or those whose key begins with the prefix and a dot. */
export const locksFilter = (prefix?: string): string =>
  prefix === undefined ? '$KV.LOCKS.>' : `${lockSubject(prefix)}.>`;
export const lockOfSubject = (subject: string): string => subject.slice('$KV.LOCKS.'.length);
export const dataKeySubject = (key: string): string => `$KV.KEYS.${keyPath(key)}`;
export const sessionSubject = (key: string): string => `$KV.SESSIONS.${keyPath(key)}`;
export const snapshotSubject = (stream: StreamName): string => {
  const { kind, id } = streamParts(stream);
  return `$KV.SNAPSHOTS.${kind}.${id}`;
};

export const committedSubject = (projection: string): string =>
  `pw.committed.${requireToken(projection, 'projection')}`;
export const COMMITTED_FILTER = 'pw.committed.*';

/** What operators ask the processes that run; nothing of it is stored. */
export const questionSubject = (question: string): string => `pw.operators.ask.${requireToken(question, 'question')}`;
export const ANSWERS_PREFIX = 'pw.operators.answer.';
export const answersSubject = (id: string): string => `${ANSWERS_PREFIX}${requireToken(id, 'answer')}`;

const streamPrefix = (stream: StreamName): string => {
  const { kind, id } = streamParts(stream);
  return `pw.events.${kind}.${id}`;
};

const queuePrefix = (queue: string): string => `pw.jobs.${requireToken(queue, 'queue')}`;

/** Keys of buckets are tokens with dots between them. */
const keyPath = (key: string): string =>
  key
    .split('.')
    .map((part) => requireToken(part, 'key'))
    .join('.');

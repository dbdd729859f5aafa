import type { AppendStreamRequest, EventType, RecordedEvent } from '@kurrent/kurrentdb-client';
import {
  type EventCatalogue,
  type Position,
  type Recorded,
  type StreamName,
  UnreadableEvent,
  derivedId,
} from '@pagewright/kernel';
import { attributesOf, recordedFrom } from '../events/cloud-event.ts';
import type { PreparedEvent } from '../events/prepare.ts';
import { kurrentStream, parseKurrentStream, positionOf } from './kurrent-names.ts';

/** An event as KurrentDB gives it back, with all that it takes to understand it. */
export interface StoredEvent {
  readonly stream: StreamName;
  readonly kind: string;
  readonly type: string;
  readonly position: Position;
  /** From 1, as ours are. */
  readonly version: number;
  /** KurrentDB's own id of it. */
  readonly uuid: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly data: unknown;
}

const PREFIX = 'ce-';
const decoder = new TextDecoder();

/** Events have ids that are no UUIDs; KurrentDB wants one, and takes the same one again for a repeat. */
export const uuidOf = (eventId: string): string => derivedId('event', eventId);

/** What is sent to one stream: its events, and the revision that it must still have. */
export const requestFor = (
  stream: StreamName,
  expectedVersion: number,
  events: readonly PreparedEvent[],
  workspace: string,
): AppendStreamRequest =>
  appendRequest(
    stream,
    expectedVersion,
    events.map((event) => ({
      id: event.id,
      attributes: attributesOf(event, workspace),
      data: JSON.parse(decoder.decode(event.body)) as object,
    })),
  );

export interface OutgoingEvent {
  readonly id: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly data: object;
}

/** Our versions begin at 1 and KurrentDB's revisions at 0, so the newest event of version n has the revision n - 1. */
export const appendRequest = (
  stream: StreamName,
  expectedVersion: number,
  events: readonly OutgoingEvent[],
): AppendStreamRequest => ({
  streamName: kurrentStream(stream),
  expectedState: expectedVersion === 0 ? 'no_stream' : BigInt(expectedVersion - 1),
  events: events.map(({ id, attributes, data }) => ({
    id: uuidOf(id),
    contentType: 'application/json' as const,
    type: attributes.get('type') ?? '',
    data: data as Record<string, unknown>,
    metadata: Object.fromEntries([...attributes].map(([name, value]) => [`${PREFIX}${name}`, value])),
  })),
});

/** @throws Error for what is none of our events */
export const storedEvent = (event: RecordedEvent<EventType>): StoredEvent => {
  const { stream, kind } = parseKurrentStream(event.streamId);
  return {
    stream,
    kind,
    type: typeIn(event.type, kind),
    position: positionOf(event.position),
    version: Number(event.revision) + 1,
    uuid: event.id,
    attributes: attributesIn(event.metadata),
    data: event.data,
  };
};

/** @throws UnreadableEvent naming the position, with UnknownEvent or InvalidEvent as its cause */
export const readEvent = (stored: StoredEvent, catalogue: EventCatalogue): Recorded => {
  try {
    const event = recordedFrom({ ...stored, attribute: (name) => stored.attributes.get(name) }, catalogue);
    const { aggregateVersion } = event.meta;
    if (aggregateVersion !== stored.version) {
      throw new Error(`it says version ${aggregateVersion} and lies at ${stored.version} of its stream`);
    }
    return event;
  } catch (cause) {
    throw new UnreadableEvent(stored.position, cause);
  }
};

const typeIn = (ceType: string, kind: string): string => {
  const prefix = `pagewright.${kind}.`;
  const end = ceType.lastIndexOf('.');
  return ceType.startsWith(prefix) && end >= prefix.length ? ceType.slice(prefix.length, end) : ceType;
};

const attributesIn = (metadata: unknown): ReadonlyMap<string, string> => {
  const values = new Map<string, string>();
  if (typeof metadata !== 'object' || metadata === null) return values;
  for (const [name, value] of Object.entries(metadata)) {
    if (name.startsWith(PREFIX) && typeof value === 'string') values.set(name.slice(PREFIX.length), value);
  }
  return values;
};

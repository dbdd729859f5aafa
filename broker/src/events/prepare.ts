import {
  type AppendMeta,
  type EventCatalogue,
  type EventId,
  EventTooLarge,
  InvalidEvent,
  MAX_APPEND_EVENTS,
  MAX_EVENT_BYTES,
  type Message,
  type Position,
  type Recorded,
  type StreamName,
  type StreamWrite,
  eventId,
  requireToken,
  streamParts,
} from '@pagewright/kernel';
import { eventSubject } from '../subjects.ts';
import { requireStorable } from './storable.ts';

/** An event that has passed every check and may be sent. */
export interface PreparedEvent {
  readonly id: EventId;
  readonly stream: StreamName;
  readonly kind: string;
  readonly streamId: string;
  readonly type: string;
  readonly subject: string;
  readonly schemaVersion: number;
  readonly aggregateVersion: number;
  /** The head's position that this event's stream must still have. */
  readonly expected: Position;
  readonly body: Uint8Array;
  /** As a reader will get it. */
  readonly message: Message;
  readonly meta: AppendMeta;
}

/** Longest text of an envelope's attribute. */
const MAX_ATTRIBUTE = 512;

/**
 * Checks ids, schemas, sizes and numbers of an append before anything is sent, for every store alike. What passes has
 * been read back from its own bytes, so a stored event is never unreadable to the program that wrote it.
 * @throws InvalidEvent | UnknownEvent | EventTooLarge | Refusal `invalid-id` | RangeError for numbers, times and lengths
 */
export const prepare = (
  writes: readonly StreamWrite[],
  meta: AppendMeta,
  catalogue: EventCatalogue,
): readonly PreparedEvent[] => {
  const events = writes.flatMap((write) => write.events.map((event, index) => ({ write, event, index })));
  if (events.length === 0) throw new RangeError('An append needs at least one event');
  if (events.length > MAX_APPEND_EVENTS) {
    throw new RangeError(`An append holds at most ${MAX_APPEND_EVENTS} events, not ${events.length}`);
  }
  if (new Set(writes.map(({ stream }) => stream)).size !== writes.length) {
    throw new RangeError('An append names each stream once');
  }
  return events.map(({ write: { stream, expected }, event: { cause, ...event }, index }, ordinal): PreparedEvent => {
    const own = { ...meta, ...cause };
    requireMeta(own);
    const { kind, id } = streamParts(stream);
    const schemaVersion = catalogue.versionOf(kind, event.type);
    const { body, message } = encode(catalogue, kind, schemaVersion, event);
    return {
      id: eventId(meta.commandId, ordinal),
      stream,
      kind,
      streamId: id,
      type: event.type,
      subject: eventSubject(stream, event.type),
      schemaVersion,
      aggregateVersion: expected.version + index + 1,
      expected: expected.position,
      body,
      message,
      meta: own,
    };
  });
};

/** The event as it is known once the store has given it a place. */
export const recordedAt = ({ id, stream, message, meta, ...event }: PreparedEvent, position: Position): Recorded => ({
  ...message,
  meta: {
    id,
    stream,
    position,
    aggregateVersion: event.aggregateVersion,
    schemaVersion: event.schemaVersion,
    time: meta.time,
    commandId: meta.commandId,
    commandDigest: meta.commandDigest,
    correlationId: meta.correlationId,
    causationId: meta.causationId,
    actor: meta.actor,
    ...(meta.traceparent === undefined ? {} : { traceparent: meta.traceparent }),
  },
});

const requireMeta = ({ commandId, time, ...rest }: AppendMeta): void => {
  requireToken(commandId, 'command id');
  if (Number.isNaN(Date.parse(time))) throw new RangeError(`"${time}" is no time`);
  // The broker takes 64 KiB of headers; what a caller sends along must not come near it.
  for (const [name, text] of Object.entries(rest)) {
    if (text.length > MAX_ATTRIBUTE) throw new RangeError(`${name} has more than ${MAX_ATTRIBUTE} characters`);
  }
};

const encode = (catalogue: EventCatalogue, kind: string, version: number, { type, data }: Message) => {
  try {
    // Before the schema: a hostile shape must not reach a parser that copies keys or recurses.
    requireStorable(data);
  } catch (cause) {
    throw new InvalidEvent(kind, type, cause);
  }
  const parsed = catalogue.read(kind, type, version, data);
  const json = JSON.stringify(parsed.data);
  const body = Buffer.from(json);
  if (body.length > MAX_EVENT_BYTES) throw new EventTooLarge(type, body.length);
  return { body, message: catalogue.read(kind, type, version, JSON.parse(json)) };
};

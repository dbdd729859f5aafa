import { type MsgHdrs, headers } from '@nats-io/transport-node';
import {
  type Actor,
  type CommandDigest,
  type CommandId,
  type EventCatalogue,
  type EventId,
  type Position,
  type Recorded,
  UnreadableEvent,
} from '@pagewright/kernel';
import { parseEventSubject } from '../subjects.ts';
import { percentDecode, percentEncode } from './percent.ts';
import type { PreparedEvent } from './prepare.ts';

/** A message of the log as any of the client's ways of reading gives it. */
export interface StoredEvent {
  readonly subject: string;
  readonly seq: number;
  readonly headers: MsgHdrs | undefined;
  readonly data: Uint8Array;
}

/** What only the broker reads; everything else of an event's headers is CloudEvents. */
export const EXPECTED_SEQUENCE = 'Nats-Expected-Last-Subject-Sequence';
export const BATCH_ID = 'Nats-Batch-Id';
export const BATCH_SEQUENCE = 'Nats-Batch-Sequence';

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * CloudEvents 1.0 attributes and our extensions as `ce-` headers (binary mode of the NATS binding). The names are this
 * list and nothing a caller sends can add one.
 */
export const envelopeOf = (event: PreparedEvent, workspace: string): MsgHdrs => {
  const { meta, kind, streamId, type, schemaVersion } = event;
  const attributes: readonly (readonly [string, string | undefined])[] = [
    ['specversion', '1.0'],
    ['id', event.id],
    ['source', `/pagewright/${workspace}/${kind}/${streamId}`],
    ['type', `pagewright.${kind}.${type}.v${schemaVersion}`],
    ['subject', streamId],
    ['time', meta.time],
    ['datacontenttype', 'application/json'],
    ['dataschema', `urn:pagewright:event:${kind}:${type}:v${schemaVersion}`],
    ['aggregateversion', String(event.aggregateVersion)],
    ['correlationid', meta.correlationId],
    ['causationid', meta.causationId],
    ['commanddigest', meta.commandDigest],
    ['actor', meta.actor],
    ['traceparent', meta.traceparent],
  ];
  const all = headers();
  for (const [name, value] of attributes) {
    if (value !== undefined) all.set(`ce-${name}`, percentEncode(value));
  }
  return all;
};

/** Version of the event in its stream, without parsing anything else. @throws UnreadableEvent */
export const versionOf = (stored: StoredEvent): number => {
  try {
    return versionIn(attributesOf(stored));
  } catch (cause) {
    throw unreadable(stored, cause);
  }
};

/**
 * The event, parsed against its schema and upcast: the only way out of the log.
 * @throws UnreadableEvent naming the position, with UnknownEvent or InvalidEvent as its cause
 */
export const readEvent = (stored: StoredEvent, catalogue: EventCatalogue): Recorded => {
  try {
    const attribute = attributesOf(stored);
    const { stream, kind, type } = parseEventSubject(stored.subject);
    const schemaVersion = schemaVersionOf(attribute('type'), kind, type);
    const id = attribute('id');
    const traceparent = stored.headers?.get('ce-traceparent');
    const message = catalogue.read(kind, type, schemaVersion, JSON.parse(decoder.decode(stored.data)));
    return {
      ...message,
      meta: {
        id: id as EventId,
        stream,
        position: stored.seq as Position,
        aggregateVersion: versionIn(attribute),
        schemaVersion,
        time: attribute('time'),
        commandId: id.slice(0, id.lastIndexOf(':')) as CommandId,
        commandDigest: attribute('commanddigest') as CommandDigest,
        correlationId: attribute('correlationid'),
        causationId: attribute('causationid'),
        actor: attribute('actor') as Actor,
        ...(traceparent ? { traceparent: percentDecode(traceparent) } : {}),
      },
    };
  } catch (cause) {
    throw unreadable(stored, cause);
  }
};

type Attributes = (name: string) => string;

/** One pass over the headers: the SDK's own look-up walks through all of them each time. */
const attributesOf = ({ headers: all }: StoredEvent): Attributes => {
  const values = new Map<string, string>();
  for (const [name, [value]] of all ?? []) if (value !== undefined) values.set(name, value);
  return (name) => {
    const value = values.get(`ce-${name}`);
    if (!value) throw new Error(`the header ce-${name} is missing`);
    return percentDecode(value);
  };
};

const versionIn = (attribute: Attributes): number => {
  const version = Number(attribute('aggregateversion'));
  if (!Number.isSafeInteger(version) || version < 1) throw new Error(`ce-aggregateversion is ${version}`);
  return version;
};

const schemaVersionOf = (ceType: string, kind: string, type: string): number => {
  const prefix = `pagewright.${kind}.${type}.v`;
  const version = ceType.startsWith(prefix) ? Number(ceType.slice(prefix.length)) : Number.NaN;
  if (!Number.isSafeInteger(version)) throw new Error(`ce-type ${ceType} does not fit its subject`);
  return version;
};

const unreadable = (stored: StoredEvent, cause: unknown): UnreadableEvent =>
  new UnreadableEvent(stored.seq as Position, cause);

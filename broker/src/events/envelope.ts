import type { MsgHdrs } from '@nats-io/transport-node';
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
import { headerBlockOf, headerText, lineOf, valueIn } from './header-block.ts';
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
 * list and nothing a caller sends can add one; no value holds a line end.
 */
export const envelopeOf = (event: PreparedEvent, workspace: string): Record<string, string[]> => {
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
  const all: Record<string, string[]> = {};
  for (const [name, value] of attributes) {
    if (value !== undefined) all[`ce-${name}`] = [percentEncode(value)];
  }
  return all;
};

/** Version of the event in its stream, without parsing anything else. @throws UnreadableEvent */
export const versionOf = (stored: StoredEvent): number => {
  try {
    return versionIn(attributesOf(stored).attribute);
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
    const { attribute, optional } = attributesOf(stored);
    const { stream, kind, type } = parseEventSubject(stored.subject);
    const schemaVersion = schemaVersionOf(attribute('type'), kind, type);
    const id = attribute('id');
    const traceparent = optional('traceparent');
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
        ...(traceparent === undefined ? {} : { traceparent }),
      },
    };
  } catch (cause) {
    throw unreadable(stored, cause);
  }
};

/** The attributes that a stored event has, and how the line of each begins among its headers. */
const LINES = Object.fromEntries(
  (
    [
      'id',
      'type',
      'time',
      'aggregateversion',
      'correlationid',
      'causationid',
      'commanddigest',
      'actor',
      'traceparent',
    ] as const
  ).map((name) => [name, lineOf(`ce-${name}`)]),
) as Readonly<Record<AttributeName, string>>;
type AttributeName =
  | 'id'
  | 'type'
  | 'time'
  | 'aggregateversion'
  | 'correlationid'
  | 'causationid'
  | 'commanddigest'
  | 'actor'
  | 'traceparent';
type Attribute = (name: AttributeName) => string;

const attributesOf = (stored: StoredEvent) => {
  const block = headerBlockOf(stored);
  const text = block && headerText(block);
  const optional = (name: AttributeName): string | undefined => {
    const value = text === undefined ? stored.headers?.get(`ce-${name}`) : valueIn(text, LINES[name]);
    return value ? percentDecode(value) : undefined;
  };
  const attribute: Attribute = (name) => {
    const value = optional(name);
    if (value === undefined) throw new Error(`the header ce-${name} is missing`);
    return value;
  };
  return { attribute, optional };
};

const versionIn = (attribute: Attribute): number => {
  const version = Number(attribute('aggregateversion'));
  if (!Number.isSafeInteger(version) || version < 1) throw new Error(`ce-aggregateversion is ${version}`);
  return version;
};

const schemaVersionOf = (ceType: string, kind: string, type: string): number => {
  const known = TYPES.get(ceType);
  if (known?.kind === kind && known.type === type) return known.version;
  const prefix = `pagewright.${kind}.${type}.v`;
  const version = ceType.startsWith(prefix) ? Number(ceType.slice(prefix.length)) : Number.NaN;
  if (!Number.isSafeInteger(version)) throw new Error(`ce-type ${ceType} does not fit its subject`);
  if (TYPES.size < MOST_TYPES) TYPES.set(ceType, { kind, type, version });
  return version;
};

/** Types that were taken apart before: there are few, and each event has one. */
const TYPES = new Map<string, { readonly kind: string; readonly type: string; readonly version: number }>();
const MOST_TYPES = 1_000;

const unreadable = (stored: StoredEvent, cause: unknown): UnreadableEvent =>
  new UnreadableEvent(stored.seq as Position, cause);

import type {
  Actor,
  CommandDigest,
  CommandId,
  EventCatalogue,
  EventId,
  Position,
  Recorded,
  StreamName,
} from '@pagewright/kernel';
import type { PreparedEvent } from './prepare.ts';

/** An attribute of a stored event by its CloudEvents name; undefined where it has none. */
export type Attribute = (name: string) => string | undefined;

/** An event as a store gives it back, before it is understood. */
export interface StoredAttributes {
  readonly stream: StreamName;
  readonly kind: string;
  readonly type: string;
  readonly position: Position;
  readonly attribute: Attribute;
  /** JSON, parsed. */
  readonly data: unknown;
}

/** Type of an event with its schema's version, as CloudEvents has it. */
export const ceTypeOf = (kind: string, type: string, schemaVersion: number): string =>
  `${ceTypePrefix(kind, type)}${schemaVersion}`;

/** What the types of all versions of an event begin with. */
export const ceTypePrefix = (kind: string, type: string): string => `pagewright.${kind}.${type}.v`;

/**
 * CloudEvents 1.0 attributes and our extensions. The names are this list and nothing a caller sends can add one; how
 * they are written down is the store's business.
 */
export const attributesOf = (event: PreparedEvent, workspace: string): ReadonlyMap<string, string> => {
  const { meta, kind, streamId, type, schemaVersion } = event;
  const attributes = new Map([
    ['specversion', '1.0'],
    ['id', event.id],
    ['source', `/pagewright/${workspace}/${kind}/${streamId}`],
    ['type', ceTypeOf(kind, type, schemaVersion)],
    ['subject', streamId],
    ['time', meta.time],
    ['datacontenttype', 'application/json'],
    ['dataschema', `urn:pagewright:event:${kind}:${type}:v${schemaVersion}`],
    ['aggregateversion', String(event.aggregateVersion)],
    ['correlationid', meta.correlationId],
    ['causationid', meta.causationId],
    ['commanddigest', meta.commandDigest],
    ['actor', meta.actor],
  ]);
  if (meta.traceparent !== undefined) attributes.set('traceparent', meta.traceparent);
  return attributes;
};

/**
 * The event, parsed against its schema and upcast: the only way out of a log.
 * @throws UnknownEvent | InvalidEvent | Error for an attribute that is missing or does not fit
 */
export const recordedFrom = (stored: StoredAttributes, catalogue: EventCatalogue): Recorded => {
  const { stream, kind, type, position, attribute } = stored;
  const schemaVersion = schemaVersionOf(required(attribute, 'type'), kind, type);
  const id = required(attribute, 'id');
  const traceparent = attribute('traceparent');
  return {
    ...catalogue.read(kind, type, schemaVersion, stored.data),
    meta: {
      id: id as EventId,
      stream,
      position,
      aggregateVersion: aggregateVersionIn(attribute),
      schemaVersion,
      time: required(attribute, 'time'),
      commandId: id.slice(0, id.lastIndexOf(':')) as CommandId,
      commandDigest: required(attribute, 'commanddigest') as CommandDigest,
      correlationId: required(attribute, 'correlationid'),
      causationId: required(attribute, 'causationid'),
      actor: required(attribute, 'actor') as Actor,
      ...(traceparent ? { traceparent } : {}),
    },
  };
};

/** Version of the event in its stream, without parsing anything else. */
export const aggregateVersionIn = (attribute: Attribute): number => {
  const version = Number(required(attribute, 'aggregateversion'));
  if (!Number.isSafeInteger(version) || version < 1) throw new Error(`ce-aggregateversion is ${version}`);
  return version;
};

const required = (attribute: Attribute, name: string): string => {
  const value = attribute(name);
  if (!value) throw new Error(`the attribute ce-${name} is missing`);
  return value;
};

const schemaVersionOf = (ceType: string, kind: string, type: string): number => {
  const known = TYPES.get(ceType);
  if (known?.kind === kind && known.type === type) return known.version;
  const prefix = ceTypePrefix(kind, type);
  const version = ceType.startsWith(prefix) ? Number(ceType.slice(prefix.length)) : Number.NaN;
  if (!Number.isSafeInteger(version)) throw new Error(`ce-type ${ceType} does not fit its stream and type`);
  if (TYPES.size < MOST_TYPES) TYPES.set(ceType, { kind, type, version });
  return version;
};

/** Types that were taken apart before: there are few, and each event has one. */
const TYPES = new Map<string, { readonly kind: string; readonly type: string; readonly version: number }>();
const MOST_TYPES = 1_000;

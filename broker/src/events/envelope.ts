import { type MsgHdrs, headers } from '@nats-io/transport-node';
import { type EventCatalogue, type Position, type Recorded, UnreadableEvent } from '@pagewright/kernel';
import { parseEventSubject } from '../subjects.ts';
import { type Attribute, aggregateVersionIn, attributesOf, recordedFrom } from './cloud-event.ts';
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

const PREFIX = 'ce-';
const decoder = new TextDecoder('utf-8', { fatal: true });

/** The event's attributes as `ce-` headers (binary mode of the NATS binding); no value holds a line end. */
export const envelopeOf = (event: PreparedEvent, workspace: string): Record<string, string[]> => {
  const headers: Record<string, string[]> = {};
  for (const [name, value] of attributesOf(event, workspace)) headers[`${PREFIX}${name}`] = [percentEncode(value)];
  return headers;
};

/** Any attributes as such headers, as the client takes them. */
export const headersWith = (attributes: ReadonlyMap<string, string>): MsgHdrs => {
  const all = headers();
  for (const [name, value] of attributes) all.set(`${PREFIX}${name}`, percentEncode(value));
  return all;
};

/** The attributes that a message carries, as they were before they became headers. */
export const attributesIn = ({ headers: all }: Pick<StoredEvent, 'headers'>): ReadonlyMap<string, string> => {
  const values = new Map<string, string>();
  for (const [name, [value]] of all ?? []) {
    if (value !== undefined && name.startsWith(PREFIX)) values.set(name.slice(PREFIX.length), percentDecode(value));
  }
  return values;
};

/** Version of the event in its stream, without parsing anything else. @throws UnreadableEvent */
export const versionOf = (stored: StoredEvent): number => {
  try {
    return aggregateVersionIn(attributeOf(stored));
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
    const { stream, kind, type } = parseEventSubject(stored.subject);
    const position = stored.seq as Position;
    const data: unknown = JSON.parse(decoder.decode(stored.data));
    return recordedFrom({ stream, kind, type, position, attribute: attributeOf(stored), data }, catalogue);
  } catch (cause) {
    throw unreadable(stored, cause);
  }
};

/** Looked up in the bytes of the headers, where the SDK shows them: its own decoding costs half of reading an event. */
const attributeOf = (stored: StoredEvent): Attribute => {
  const block = headerBlockOf(stored);
  const text = block && headerText(block);
  return (name) => {
    const value = text === undefined ? stored.headers?.get(`${PREFIX}${name}`) : valueIn(text, lineOfAttribute(name));
    return value ? percentDecode(value) : undefined;
  };
};

/** How the line of an attribute begins; the names are few. */
const lines = new Map<string, string>();
const lineOfAttribute = (name: string): string => {
  const known = lines.get(name);
  if (known !== undefined) return known;
  const line = lineOf(`${PREFIX}${name}`);
  lines.set(name, line);
  return line;
};

const unreadable = (stored: StoredEvent, cause: unknown): UnreadableEvent =>
  new UnreadableEvent(stored.seq as Position, cause);

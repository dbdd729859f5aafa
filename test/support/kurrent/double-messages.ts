import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import type { LogEntry } from './double-log.ts';

const { StreamIdentifier, UUID } = shared;

const MILLISECONDS = 10_000n;

/** Fills a `RecordedEvent` of either service; they have the same fields. */
export const fillRecorded = <Message extends FillableMessage>(
  message: Message,
  entry: LogEntry,
  structured: boolean,
): Message => {
  const identifier = new StreamIdentifier();
  identifier.setStreamName(Buffer.from(entry.stream).toString('base64'));
  message.setId(uuidMessage(entry.id, structured));
  message.setStreamIdentifier(identifier);
  message.setStreamRevision(entry.revision.toString());
  message.setPreparePosition(entry.position.toString());
  message.setCommitPosition(entry.position.toString());
  message.setData(entry.data);
  message.setCustomMetadata(entry.metadata);
  const metadata = message.getMetadataMap();
  metadata.set('type', entry.type);
  metadata.set('content-type', entry.isJson ? 'application/json' : 'application/octet-stream');
  metadata.set('created', (BigInt(entry.created) * MILLISECONDS).toString());
  return message;
};

export interface FillableMessage {
  setId(value: InstanceType<typeof UUID>): unknown;
  setStreamIdentifier(value: InstanceType<typeof StreamIdentifier>): unknown;
  setStreamRevision(value: string): unknown;
  setPreparePosition(value: string): unknown;
  setCommitPosition(value: string): unknown;
  setData(value: Uint8Array): unknown;
  setCustomMetadata(value: Uint8Array): unknown;
  getMetadataMap(): { set(key: string, value: string): unknown };
}

const uuidMessage = (id: string, structured: boolean): InstanceType<typeof UUID> => {
  const message = new UUID();
  if (!structured) {
    message.setString(id);
    return message;
  }
  const hex = id.replaceAll('-', '');
  const halves = new UUID.Structured();
  halves.setMostSignificantBits(BigInt.asIntN(64, BigInt(`0x${hex.slice(0, 16)}`)).toString());
  halves.setLeastSignificantBits(BigInt.asIntN(64, BigInt(`0x${hex.slice(16)}`)).toString());
  message.setStructured(halves);
  return message;
};

export const uuidIn = (message: InstanceType<typeof UUID>): string => {
  if (message.hasString()) return message.getString();
  const halves = message.getStructured();
  const half = (bits: string | undefined) =>
    BigInt.asUintN(64, BigInt(bits ?? 0))
      .toString(16)
      .padStart(16, '0');
  const hex = half(halves?.getMostSignificantBits()) + half(halves?.getLeastSignificantBits());
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

/** A filter of a read, whichever service it came to. */
export interface FilterMessage {
  hasStreamIdentifier(): boolean;
  getStreamIdentifier(): ExpressionMessage | undefined;
  getEventType(): ExpressionMessage | undefined;
}
interface ExpressionMessage {
  getRegex(): string;
  getPrefixList(): string[];
}

export const passes = (filter: FilterMessage | undefined): ((entry: LogEntry) => boolean) => {
  if (!filter) return () => true;
  const byStream = filter.hasStreamIdentifier();
  const expression = byStream ? filter.getStreamIdentifier() : filter.getEventType();
  const prefixes = expression?.getPrefixList() ?? [];
  const regex = expression?.getRegex() ? new RegExp(expression.getRegex()) : undefined;
  return ({ stream, type }) => {
    const text = byStream ? stream : type;
    return regex ? regex.test(text) : prefixes.some((prefix) => text.startsWith(prefix));
  };
};

import { hash } from 'node:crypto';
import type { Actor, CommandDigest, CommandId, EventId, Position, StreamName } from './message.ts';
import { Refusal } from './refusal.ts';

const TOKEN = /^[A-Za-z0-9_-]{1,64}$/;
const NAMESPACE = Buffer.from('6f0d4d0e6b0c5f579d8e2c1a5a3c7e41', 'hex');

/** The one check that every id passes before it becomes part of a subject, a key or a path. */
export const isToken = (text: string): boolean => TOKEN.test(text);

/** @throws Refusal `invalid-id` naming the field. */
export const requireToken = (text: string, field: string): string => {
  if (!isToken(text)) throw new Refusal('invalid-id', `${field} must be 1 to 64 of A–Z, a–z, 0–9, _ and -`, { field });
  return text;
};

export const streamName = (kind: string, id: string): StreamName =>
  `${requireToken(kind, 'kind')}.${requireToken(id, 'id')}` as StreamName;

export const streamParts = (stream: StreamName): { kind: string; id: string } => {
  const [kind = '', id = '', ...rest] = stream.split('.');
  if (rest.length > 0) throw new Refusal('invalid-id', `"${stream}" is not a stream name`, { field: 'stream' });
  return { kind: requireToken(kind, 'kind'), id: requireToken(id, 'id') };
};

/**
 * Stream of the one claim of a name, for names that are no tokens themselves: `<kind>.<first 40 hex of sha256(name)>`.
 * Whoever appends its first event owns the name.
 */
export const claimStream = (kind: string, name: string): StreamName =>
  streamName(kind, hash('sha256', name).slice(0, 40));

export const eventId = (command: CommandId, index: number): EventId => `${command}:${index}` as EventId;
export const position = (value: number): Position => {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is not a position`);
  return value as Position;
};
export const actor = (kind: 'account' | 'runner' | 'policy' | 'host' | 'operator', id: string): Actor =>
  `${kind}:${requireToken(id, 'actor')}` as Actor;
export const ANONYMOUS = 'anonymous' as Actor;

/**
 * UUIDv5 (RFC 9562, section 5.5) of the parts under Pagewright's own namespace: the same parts give the same id in
 * every process and at every time, so that a repeat reaches the stream that the first attempt made.
 */
export const derivedId = (...parts: readonly string[]): string => {
  const bytes = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(JSON.stringify(parts))]), 'buffer');
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

export const commandId = (...parts: readonly string[]): CommandId => derivedId('command', ...parts) as CommandId;

/** Hex sha256 of the value as JSON with object keys sorted (RFC 8785 in spirit: no white space, code-unit order). */
export const commandDigest = (value: unknown): CommandDigest => hash('sha256', canonicalJson(value)) as CommandDigest;

export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? 'null';

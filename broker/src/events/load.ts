import type { Head, StreamName } from '@pagewright/kernel';
import type { StoredMessage, StreamReader } from '../direct-get.ts';
import { streamFilter } from '../subjects.ts';
import { BATCH_ID, BATCH_SEQUENCE, EXPECTED_SEQUENCE, versionOf } from './envelope.ts';

/** Up to here going back step by step costs less than the server's scan for the stream's events (BROKER 2). */
const LONGEST_WALK = 50;
/** Within so short a piece of the log one scan is cheaper than a few steps. */
const SHORT_PIECE = 1_000;
const FEW_STEPS = 3;

/** A stream's versions do not follow each other: the log is damaged, was replaced, or was written by something else. */
export class BrokenChain extends Error {
  override readonly name = 'BrokenChain';
  constructor(stream: StreamName, expected: number, found: number) {
    super(`The stream ${stream} should have version ${expected} where it has ${found}: its log is not whole`);
  }
}

/**
 * The events between two heads, complete and in order.
 * @throws BrokenChain when their versions are not contiguous
 */
export const loadBetween = async (
  reader: StreamReader,
  stream: StreamName,
  after: Head,
  head: Head,
): Promise<readonly StoredMessage[]> => {
  const missing = head.version - after.version;
  if (missing === 0) return [];
  const dense = missing > FEW_STEPS && head.position - after.position <= SHORT_PIECE;
  const events = await (missing > LONGEST_WALK || dense
    ? scan(reader, stream, after, head)
    : walkBack(reader, stream, after, head));
  events.forEach((event, index) => {
    const should = after.version + index + 1;
    if (versionOf(event) !== should) throw new BrokenChain(stream, should, versionOf(event));
  });
  if (events.length !== missing) throw new BrokenChain(stream, head.version, after.version + events.length);
  return events;
};

/**
 * Every event keeps the position that its stream had before its append. Inside a batch all carry that of before the
 * batch, so there the step is to the message before, as long as it is of this stream.
 */
const walkBack = async (reader: StreamReader, stream: StreamName, after: Head, head: Head) => {
  const prefix = streamFilter(stream).slice(0, -1);
  const backwards: StoredMessage[] = [];
  let next: StoredMessage | undefined = await stored(reader, head.position);
  while (next) {
    backwards.push(next);
    if (versionOf(next) <= after.version + 1) break;
    next = await before(reader, prefix, next);
  }
  return backwards.toReversed();
};

const before = async (reader: StreamReader, prefix: string, event: StoredMessage) => {
  const earlier = Number(event.headers?.get(EXPECTED_SEQUENCE) || 0);
  if (Number(event.headers?.get(BATCH_SEQUENCE) || 1) > 1) {
    const neighbour = await stored(reader, event.seq - 1);
    const sameBatch = neighbour?.headers?.get(BATCH_ID) === event.headers?.get(BATCH_ID);
    if (sameBatch && neighbour?.subject.startsWith(prefix)) return neighbour;
  }
  return earlier > 0 ? stored(reader, earlier) : undefined;
};

/** The nearest replica's is quicker; one that lags behind the head has the leader asked. */
const stored = async (reader: StreamReader, sequence: number) => (await reader.nearby(sequence)) ?? reader.at(sequence);

const scan = async (reader: StreamReader, stream: StreamName, after: Head, head: Head) => {
  const events: StoredMessage[] = [];
  const piece = reader.between(streamFilter(stream), after.position + 1, head.position);
  for await (const event of piece) events.push(event);
  return events;
};

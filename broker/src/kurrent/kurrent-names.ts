import { type StreamName, type Position, requireToken, streamName, streamParts, position } from '@pagewright/kernel';

/**
 * Every name that we have in KurrentDB. Streams begin with a word of ours, so that a database with other people's
 * streams and with its own `$` streams can be read for ours alone; before the dash stands the kind, which is what
 * KurrentDB takes for the category.
 */
const PREFIX = 'pagewright.';

/** What all our streams, and no others, begin with. */
export const STREAM_PREFIX: string = PREFIX;

/** A kind with a dash could not be told from the id. @throws RangeError */
export const kurrentStream = (stream: StreamName): string => {
  const { kind, id } = streamParts(stream);
  if (kind.includes('-')) throw new RangeError(`KurrentDB cannot keep the kind "${kind}": a kind holds no dash`);
  return `${PREFIX}${kind}-${id}`;
};

/** @throws Error for a stream that is none of ours */
export const parseKurrentStream = (name: string): { stream: StreamName; kind: string } => {
  const dash = name.indexOf('-');
  if (!name.startsWith(PREFIX) || dash === -1) throw new Error(`the stream ${name} is none of ours`);
  const kind = requireToken(name.slice(PREFIX.length, dash), 'kind');
  return { stream: streamName(kind, name.slice(dash + 1)), kind };
};

export interface LogPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/**
 * The place in the log as one number. The server commits every event by its own record, so both of its numbers are the
 * byte at which that record begins; where they differ, or the number is too large to be exact, we do not go on.
 */
export const positionOf = (at: LogPosition | undefined): Position => {
  if (!at) throw new Error('the server did not say at which position the event lies; KurrentDB 25.1 does');
  if (at.commit !== at.prepare) throw new Error(`the position ${at.commit}/${at.prepare} is no single number`);
  return position(Number(at.commit));
};

export const logPosition = (at: Position): LogPosition => ({ commit: BigInt(at), prepare: BigInt(at) });

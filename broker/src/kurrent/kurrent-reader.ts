import type { AllStreamResolvedEvent, Filter, ResolvedEvent } from '@kurrent/kurrentdb-client';
import { type Position, type StreamName } from '@pagewright/kernel';
import { ceTypePrefix } from '../events/cloud-event.ts';
import type { Kurrent } from './connect-kurrent.ts';
import { isStreamNotFound, within } from './kurrent-errors.ts';
import { STREAM_PREFIX, kurrentStream, logPosition } from './kurrent-names.ts';
import { type StoredEvent, storedEvent } from './recorded.ts';

/** Single reads, all from the leader. */
export interface KurrentReader {
  /** The stream from a version on, at most so many; empty for a stream that never was. */
  stream(stream: StreamName, fromVersion: number, count?: number): Promise<readonly StoredEvent[]>;
  lastOf(stream: StreamName): Promise<StoredEvent | undefined>;
  at(position: Position): Promise<StoredEvent | undefined>;
  /** The newest event of a type. The server walks back through the log until it meets one. */
  newest(kind: string, type: string): Promise<StoredEvent | undefined>;
  /** The oldest event of ours. */
  first(): Promise<StoredEvent | undefined>;
  /** The newest event of ours. */
  last(): Promise<StoredEvent | undefined>;
}

export const createKurrentReader = ({ client, sdk, timeoutMs }: Kurrent): KurrentReader => {
  const { BACKWARDS, END, FORWARDS, START, eventTypeFilter, streamNameFilter } = sdk;
  const ours = streamNameFilter({ prefixes: [STREAM_PREFIX] });

  const lastWhere = async (filter: Filter): Promise<StoredEvent | undefined> => {
    const read = client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1, filter, requiresLeader: true });
    return (await collect('A look at the log', timeoutMs, read))[0];
  };

  return {
    stream: (stream, fromVersion, maxCount) =>
      collect(
        `Reading ${stream}`,
        timeoutMs,
        client.readStream(kurrentStream(stream), {
          direction: FORWARDS,
          fromRevision: BigInt(fromVersion - 1),
          requiresLeader: true,
          ...(maxCount === undefined ? {} : { maxCount }),
        }),
      ),
    lastOf: async (stream) => {
      const name = kurrentStream(stream);
      const read = client.readStream(name, {
        direction: BACKWARDS,
        fromRevision: END,
        maxCount: 1,
        requiresLeader: true,
      });
      return (await collect(`Reading ${stream}`, timeoutMs, read))[0];
    },
    at: async (position) => {
      const fromPosition = logPosition(position);
      const read = client.readAll({
        direction: FORWARDS,
        fromPosition,
        maxCount: 1,
        filter: ours,
        requiresLeader: true,
      });
      const [found] = await collect('Reading the log', timeoutMs, read);
      return found?.position === position ? found : undefined;
    },
    newest: (kind, type) => lastWhere(eventTypeFilter({ prefixes: [ceTypePrefix(kind, type)] })),
    first: async () => {
      const read = client.readAll({
        direction: FORWARDS,
        fromPosition: START,
        maxCount: 1,
        filter: ours,
        requiresLeader: true,
      });
      return (await collect('A look at the log', timeoutMs, read))[0];
    },
    last: () => lastWhere(ours),
  };
};

type Read = AsyncIterable<ResolvedEvent | AllStreamResolvedEvent>;

/** @throws NoAnswer when nothing came for so long */
const collect = async (what: string, timeoutMs: number, read: Read): Promise<readonly StoredEvent[]> => {
  const events: StoredEvent[] = [];
  const iterator = read[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await within(what, timeoutMs, iterator.next());
      if (next.done) return events;
      if (next.value.event) events.push(storedEvent(next.value.event));
    }
  } catch (error) {
    if (isStreamNotFound(error)) return events;
    throw error;
  }
};

import type { AppendStreamRequest } from '@kurrent/kurrentdb-client';
import {
  type AppendOutcome,
  type EventCatalogue,
  type EventStore,
  NO_STREAM,
  StoreUnavailable,
  type StreamName,
} from '@pagewright/kernel';
import { attributesOf } from '../events/cloud-event.ts';
import { BrokenChain } from '../events/load.ts';
import { type PreparedEvent, prepare } from '../events/prepare.ts';
import { AppendRefused } from '../events/send.ts';
import type { Kurrent } from './connect-kurrent.ts';
import { isConflict, isRefused, isUnanswered, within } from './kurrent-errors.ts';
import { type KurrentReader, createKurrentReader } from './kurrent-reader.ts';
import { type StoredEvent, readEvent, requestFor, uuidOf } from './recorded.ts';

export interface KurrentEventStoreOptions {
  readonly catalogue: EventCatalogue;
  /** Part of `ce-source`; `default` unless told. */
  readonly workspace?: string;
}

/**
 * The event store on KurrentDB (design: BROKER 9; docs/decisions/0042). Every append goes by the one method that takes
 * several streams, so that there is one way to be all or nothing. The server knows an append that it has stored before
 * and answers it again, so that `duplicate` never comes from here.
 */
export const createKurrentEventStore = (
  kurrent: Kurrent,
  { catalogue, workspace = 'default' }: KurrentEventStoreOptions,
): EventStore => {
  const reader = createKurrentReader(kurrent);
  return {
    append: async (writes, meta) => {
      const events = prepare(writes, meta, catalogue);
      const parts = writes
        .map(({ stream, expected }): Part => ({
          stream,
          after: expected.version,
          events: events.filter((event) => event.stream === stream),
        }))
        .filter((part) => part.events.length > 0);
      const requests = parts.map((part) => requestFor(part.stream, part.after, part.events, workspace));
      const failed = await send(kurrent, requests);
      if (failed) return failed;
      try {
        const stored = (await Promise.all(parts.map((part) => readBack(reader, part)))).flat();
        // The server has met these ids before, in another delivery of the command: that one's append was the append.
        if (!stored.every((one, index) => isSame(one, events[index], workspace))) return { status: 'conflict' };
        return { status: 'committed', events: stored.map((one) => readEvent(one, catalogue)) };
      } catch (cause) {
        // It is stored; where, whoever asks again will find out.
        return { status: 'unknown', cause };
      }
    },
    load: (stream, after = NO_STREAM) =>
      answering(async () => {
        // From the last one that is known, so that a log which ends before it does not pass for one without news.
        const from = Math.max(after.version, 1);
        const stored = await reader.stream(stream, from);
        const known = after.version === 0 ? undefined : stored[0];
        if (after.version > 0 && known?.position !== after.position) {
          throw new BrokenChain(stream, after.version, known?.version ?? 0);
        }
        const newer = after.version === 0 ? stored : stored.slice(1);
        const last = newer.at(-1);
        return {
          events: newer.map((one) => readEvent(one, catalogue)),
          head: last ? { position: last.position, version: last.version } : after,
        };
      }),
    head: (stream) =>
      answering(async () => {
        const newest = await reader.lastOf(stream);
        return newest ? { position: newest.position, version: newest.version } : NO_STREAM;
      }),
    endsAt: (stream, { version }) =>
      answering(async () => ((await reader.lastOf(stream))?.version ?? NO_STREAM.version) === version),
    read: (at) =>
      answering(async () => {
        const stored = at > 0 ? await reader.at(at) : undefined;
        return stored && readEvent(stored, catalogue);
      }),
    newest: (kind, type) =>
      answering(async () => {
        const stored = await reader.newest(kind, type);
        return stored && readEvent(stored, catalogue);
      }),
  };
};

/** Nothing when it was stored. @throws AppendRefused when it was not and never will be */
const send = async (
  { client, timeoutMs }: Kurrent,
  requests: AppendStreamRequest[],
): Promise<AppendOutcome | undefined> => {
  try {
    await within('An append', timeoutMs, client.multiStreamAppend(requests));
    return undefined;
  } catch (cause) {
    if (isConflict(cause)) return { status: 'conflict' };
    if (isRefused(cause)) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new AppendRefused(`KurrentDB refused an append; nothing was stored: ${why}`, { cause });
    }
    return { status: 'unknown', cause };
  }
};

interface Part {
  readonly stream: StreamName;
  readonly after: number;
  readonly events: readonly PreparedEvent[];
}

/** The answer to an append names one position; each event's own is read back. */
const readBack = async (reader: KurrentReader, { stream, after, events }: Part): Promise<readonly StoredEvent[]> => {
  const stored = await reader.stream(stream, after + 1, events.length);
  if (stored.length !== events.length) throw new Error(`${stream} does not give back what was appended`);
  return stored;
};

const isSame = (stored: StoredEvent, event: PreparedEvent | undefined, workspace: string): boolean =>
  event !== undefined &&
  stored.uuid === uuidOf(event.id) &&
  [...attributesOf(event, workspace)].every(([name, value]) => stored.attributes.get(name) === value);

/** @throws StoreUnavailable for silence */
export const answering = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work();
  } catch (cause) {
    if (!isUnanswered(cause)) throw cause;
    throw new StoreUnavailable('The log cannot be reached: KurrentDB does not answer', { cause });
  }
};

import { setTimeout as pause } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import {
  type EventCatalogue,
  type EventStore,
  type Head,
  type LoadedStream,
  NO_STREAM,
  type Position,
  type StreamName,
  position,
} from '@pagewright/kernel';
import { answering } from '../answering.ts';
import { type StreamReader, createStreamReader } from '../direct-get.ts';
import { EVENTS_STREAM, eventTypeFilter, parseEventSubject, streamFilter } from '../subjects.ts';
import { readEvent, versionOf } from './envelope.ts';
import { groupCommit } from './group-commit.ts';
import { BrokenChain, loadBetween } from './load.ts';
import { prepare, recordedAt } from './prepare.ts';
import { createSender } from './send.ts';
import { createSureCount } from './sure-count.ts';

export interface EventStoreOptions {
  readonly catalogue: EventCatalogue;
  /** Part of `ce-source`; `default` unless told. */
  readonly workspace?: string;
  /** Longest wait for the answer to an append, in milliseconds; 2,000 unless told. */
  readonly timeoutMs?: number;
  readonly random?: () => number;
}

const LOOKS_TO_BELIEVE = 4;
const LOOK_AGAIN_MS = 250;

/** The event store on JetStream (design: BROKER 1, 2, 12). */
export const createEventStore = async (nc: NatsConnection, options: EventStoreOptions): Promise<EventStore> => {
  const { catalogue, workspace = 'default', timeoutMs = 2_000, random = Math.random } = options;
  const send = groupCommit(createSender(nc, { workspace, timeoutMs, random }));
  const reader = await createStreamReader(nc, EVENTS_STREAM);
  const sure = await createSureCount(nc);
  /** A server that is alone has nobody who could be ahead of it. */
  const isAlone = (): boolean => nc.info?.cluster === undefined;

  const loadOnce = async (stream: StreamName, after: Head, known: Head | undefined): Promise<LoadedStream> => {
    const head = known ?? (await headOf(reader, stream));
    if (head.version < after.version) throw new BrokenChain(stream, after.version, head.version);
    const stored = await loadBetween(reader, stream, after, head);
    return { events: stored.map((one) => readEvent(one, catalogue)), head };
  };
  /**
   * On several servers, a chain that is too short or has gaps may be the word of one that led before. It is looked at
   * again after one that surely leads has answered, and believed when it is so look after look.
   */
  const load = async (stream: StreamName, after: Head, known: Head | undefined): Promise<LoadedStream> => {
    for (let looks = 1; ; looks += 1) {
      try {
        return await loadOnce(stream, after, looks === 1 ? known : undefined);
      } catch (error) {
        if (!(error instanceof BrokenChain) || isAlone() || looks === LOOKS_TO_BELIEVE) throw error;
      }
      await sure(stream);
      await pause(LOOK_AGAIN_MS);
    }
  };

  return {
    append: async (writes, meta) => {
      const events = prepare(writes, meta, catalogue);
      const sent = await send(events);
      if (sent.status !== 'stored') return sent;
      // A batch lies in the log in one piece.
      const before = sent.last - events.length;
      return {
        status: 'committed',
        events: events.map((event, index) => recordedAt(event, position(before + index + 1))),
      };
    },
    load: (stream, after = NO_STREAM, known) => answering('The log', () => load(stream, after, known)),
    head: (stream) => answering('The log', () => headOf(reader, stream)),
    endsAt: (stream, { version }) =>
      answering('The log', async () => {
        const count = isAlone() ? (await headOf(reader, stream)).version : await sure(stream);
        return count === version;
      }),
    read: (at) =>
      answering('The log', async () => {
        const stored = at > 0 ? await reader.at(at) : undefined;
        return stored && readEvent(stored, catalogue);
      }),
    newest: (kind, type) =>
      answering('The log', async () => {
        const stored = await reader.newest(eventTypeFilter(kind, type));
        return stored && readEvent(stored, catalogue);
      }),
  };
};

const headOf = async (reader: StreamReader, stream: StreamName): Promise<Head> => {
  const newest = await reader.newest(streamFilter(stream));
  if (!newest) return NO_STREAM;
  if (parseEventSubject(newest.subject).stream !== stream) throw new BrokenChain(stream, 0, 0);
  return { position: newest.seq as Position, version: versionOf(newest) };
};

import { setTimeout as pause } from 'node:timers/promises';
import { type JetStreamClient, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { EventCatalogue, EventFeed, PublicEventDefinition, Recorded, Running } from '@pagewright/kernel';
import { position, publicName, streamParts } from '@pagewright/kernel';
import { BrokerGone } from '../connection/connect.ts';
import { createStreamReader, type StreamReader } from '../direct-get.ts';
import { createEventFeed } from '../events/event-feed.ts';
import { isOverloaded, isStaleExpectation, isUnanswered } from '../nats-errors.ts';
import { running, type Stops } from '../running.ts';
import { PUBLIC_FILTER, PUBLIC_STREAM, publicVersionOf } from '../subjects.ts';
import { PUBLIC_KEPT_MS } from '../topology/topology.ts';
import { type OnTrouble, tell } from '../trouble.ts';
import { LOG_POSITION, publicMessageOf } from './public-message.ts';

export interface PublisherOptions {
  readonly catalogue: EventCatalogue;
  readonly definitions: readonly PublicEventDefinition[];
  readonly workspace: string;
  readonly onTrouble?: OnTrouble;
  /** Pause after another publisher was first, or the broker did not answer, in milliseconds; 2,000 unless told. */
  readonly standbyMs?: number;
  readonly now?: () => number;
}

/**
 * `publishing`: everything public up to `position` is out. `standing-by`: another publisher is first, or this one has
 * not begun. `stuck`: what comes after `position` could not be published, and is tried again.
 */
export type PublisherStatus =
  | { readonly state: 'publishing'; readonly position: number }
  | { readonly state: 'standing-by' }
  | { readonly state: 'stuck'; readonly position: number; readonly error: string };

export interface Publisher extends Running {
  status(): PublisherStatus;
}

/** Sent before the first is acknowledged; each says after which message it belongs, so that none can overtake. */
const WINDOW = 64;
/** An event that cannot be read or does not fit its contract is never left out: all that follow wait for a new program. */
const STUCK_MS = 60_000;

/**
 * Turns the inner log into the public stream: every form of every event that has one, in the order of the log, once; the
 * forms of one event follow each other by version. Its only memory is that stream. State machine: *resume* (the stream's
 * end, and the inner position and the version in its last message), *publish*
 * (each message demands that the stream still ends where it should), and whenever anything else comes back than a yes,
 * nothing is known but what the stream says: pause, resume. A second publisher gets a no to its first message.
 */
export const startPublisher = async (nc: NatsConnection, options: PublisherOptions): Promise<Publisher> => {
  const { catalogue, definitions, onTrouble, standbyMs = 2_000 } = options;
  const byName = formsByName(definitions);
  const feed = await createEventFeed(nc, { catalogue, reader: 'The publisher' });
  const reader = await createStreamReader(nc, PUBLIC_STREAM);
  const js = jetstream(nc);
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  const endOfStream = async (): Promise<number> => (await jsm.streams.info(PUBLIC_STREAM)).state.last_seq;
  let status: PublisherStatus = { state: 'standing-by' };
  let reached = 0;
  const onPublished = (at: number): void => {
    reached = at;
    status = { state: 'publishing', position: at };
  };
  const parts = { js, feed, byName, options, onPublished };

  const publishing = running(async ({ draining }, ready) => {
    while (!draining.aborted) {
      try {
        const beginning = await resume(reader, endOfStream, options);
        ready();
        await publishFrom(parts, beginning, draining);
      } catch (error) {
        if (nc.isClosed() && !draining.aborted) throw new BrokerGone('The publisher', { cause: error });
        const againInMs =
          isStaleExpectation(error) || isUnanswered(error) || isOverloaded(error) ? standbyMs : STUCK_MS;
        // Somebody else publishes, or did: that is no trouble.
        status = { state: 'standing-by' };
        if (!isStaleExpectation(error)) {
          status = { state: 'stuck', position: reached, error: error instanceof Error ? error.message : String(error) };
          tell(onTrouble, { source: 'publisher', error, againInMs });
        }
        await pause(againInMs, undefined, { signal: draining }).catch(() => undefined);
      }
    }
  });
  return { ...publishing, status: () => status };
};

type Forms = ReadonlyMap<string, readonly PublicEventDefinition[]>;

/** The forms of each event, oldest version first: the order in which they are published. @throws Error */
const formsByName = (definitions: readonly PublicEventDefinition[]): Forms => {
  const byName = Map.groupBy(
    definitions.toSorted((one, other) => one.version - other.version),
    ({ kind, type }) => `${kind}/${type}`,
  );
  for (const forms of byName.values()) {
    const twice = forms.find(({ version }, at) => forms[at - 1]?.version === version);
    if (twice) throw new Error(`${publicName(twice)} is defined twice, and only one of them can be published`);
  }
  return byName;
};

interface Beginning {
  /** Sequence of the last public message. */
  readonly last: number;
  /** Inner position that is published already, with all before it. */
  readonly after: number;
  /** Of the event after that, the forms up to this version are published too; 0 for none. */
  readonly upTo: number;
  /** Events of before have been published and have expired since. */
  readonly notBefore: number;
}

/**
 * The end first: a message that comes in between makes the first publish fail, never repeat. A stream that is empty but
 * was not always has let everything expire; what is younger than it keeps can not have been in it.
 */
const resume = async (
  reader: StreamReader,
  endOfStream: () => Promise<number>,
  { now = Date.now }: PublisherOptions,
): Promise<Beginning> => {
  const last = await endOfStream();
  if (last === 0) return { last, after: 0, upTo: 0, notBefore: 0 };
  const newest = await reader.newest(PUBLIC_FILTER);
  if (!newest) return { last, after: 0, upTo: 0, notBefore: now() - PUBLIC_KEPT_MS };
  const at = Number(newest.headers?.get(`ce-${LOG_POSITION}`));
  if (!Number.isSafeInteger(at) || at < 1) {
    throw new Error(`Message ${newest.seq} of ${PUBLIC_STREAM} tells no position of the log: something else wrote it`);
  }
  // It may be one of several forms of its event, of which those of later versions are missing yet.
  return { last: newest.seq, after: at - 1, upTo: publicVersionOf(newest.subject), notBefore: 0 };
};

interface Parts {
  readonly js: JetStreamClient;
  readonly feed: EventFeed;
  readonly byName: Forms;
  readonly options: PublisherOptions;
  /** Told the position up to which everything public is out. */
  readonly onPublished: (position: number) => void;
}

const publishFrom = async (
  { js, feed, byName, options: { workspace }, onPublished }: Parts,
  { last, after, upTo, notBefore }: Beginning,
  draining: Stops['draining'],
): Promise<void> => {
  const kinds = [...new Set([...byName.values()].flat().map(({ kind }) => kind))];
  let expected = last;
  onPublished(after);
  for await (const { events, position: until } of feed.subscribe({ after: position(after), kinds, signal: draining })) {
    const due = events
      .filter(({ meta }) => Date.parse(meta.time) >= notBefore)
      .flatMap((event) => (byName.get(nameOf(event)) ?? []).map((definition) => ({ event, definition })))
      .filter(({ event, definition }) => event.meta.position > after + 1 || definition.version > upTo);
    while (due.length > 0) {
      const sent: Promise<unknown>[] = [];
      try {
        for (const { event, definition } of due.splice(0, WINDOW)) {
          const { id, subject, headers, body } = publicMessageOf(event, definition, workspace);
          sent.push(js.publish(subject, body, { msgID: id, headers, expect: { lastSequence: expected } }));
          expected += 1;
        }
      } finally {
        // Also where one does not fit its contract: those before it are under way, and their answers need a listener.
        await allStored(sent);
      }
    }
    onPublished(until);
  }
};

/** @throws the first no, when all have been answered */
const allStored = async (sent: readonly Promise<unknown>[]): Promise<void> => {
  for (const answer of await Promise.allSettled(sent)) if (answer.status === 'rejected') throw answer.reason;
};

const nameOf = ({ type, meta }: Recorded): string => `${streamParts(meta.stream).kind}/${type}`;

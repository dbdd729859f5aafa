import { type Kurrent, type KurrentAddress, connectKurrent } from '../kurrent/connect-kurrent.ts';
import { within } from '../kurrent/kurrent-errors.ts';
import { STREAM_PREFIX, logPosition } from '../kurrent/kurrent-names.ts';
import { createKurrentReader } from '../kurrent/kurrent-reader.ts';
import { type StoredEvent, appendRequest, storedEvent } from '../kurrent/recorded.ts';
import { placeKurrentReactions } from '../kurrent/reactions.ts';
import { type PolicyPlaces, kurrentPlaces } from './policy-places.ts';
import { LogNotFilled, LogNotWhole, type LogTarget, type RawEvent } from './raw-log.ts';

const CHUNK = 500;
const ANSWER_MS = 30_000;
/** Below the server's limit of 1 MiB for an append, with room for what surrounds the data. */
const MOST_BYTES = 512 * 1024;

/** A log in KurrentDB, and where its policies stand. */
export interface KurrentRawLog extends LogTarget, AsyncDisposable {
  places(policies: readonly string[]): Promise<PolicyPlaces>;
  place(places: PolicyPlaces): Promise<void>;
}

/** @throws KurrentUnreachable | KurrentTooOld | KurrentUnusable */
export const openKurrentRawLog = async (address: KurrentAddress): Promise<KurrentRawLog> => {
  const kurrent = await connectKurrent(address);
  return {
    ...createKurrentRawLog(kurrent),
    places: (policies) => kurrentPlaces(kurrent, policies),
    place: (places) => placeKurrentReactions(kurrent, places),
    [Symbol.asyncDispose]: () => kurrent[Symbol.asyncDispose](),
  };
};

/** A log in KurrentDB. */
const createKurrentRawLog = (kurrent: Kurrent): LogTarget => {
  const { client, sdk } = kurrent;
  const reader = createKurrentReader({ ...kurrent, timeoutMs: ANSWER_MS });
  const versions = new Map<string, number>();

  /** Events of different streams in one append, each stream once, so that the order of the log is the order of ours. */
  const appendRun = async (run: readonly RawEvent[]): Promise<readonly number[]> => {
    const streams = [...new Set(run.map(({ stream }) => stream))];
    const parts = streams.map((stream) => {
      const after = versions.get(stream) ?? 0;
      const events = run.filter((event) => event.stream === stream);
      versions.set(stream, after + events.length);
      return { stream, after, events };
    });
    const requests = parts.map(({ stream, after, events }) =>
      appendRequest(
        stream,
        after,
        events.map(({ attributes, data }) => ({ id: attributes.get('id') ?? '', attributes, data })),
      ),
    );
    try {
      await within('An append', ANSWER_MS, client.multiStreamAppend(requests));
      const stored = await Promise.all(
        parts.map(({ stream, after, events }) => reader.stream(stream, after + 1, events.length)),
      );
      return stored.flat().map(({ position }) => position);
    } catch (cause) {
      throw new LogNotFilled(`The log could not be filled: ${String(cause)}`, { cause });
    }
  };

  return {
    name: 'The log in KurrentDB',
    last: async () => (await reader.last())?.position ?? 0,
    read: async function* (after, upTo) {
      const read = client.readAll({
        direction: sdk.FORWARDS,
        fromPosition: after === 0 ? sdk.START : logPosition(after as never),
        filter: sdk.streamNameFilter({ prefixes: [STREAM_PREFIX] }),
        requiresLeader: true,
      });
      let events: RawEvent[] = [];
      let place = after;
      for await (const { event } of read) {
        if (!event) continue;
        const stored = storedEvent(event);
        if (stored.position > upTo) break;
        if (stored.position <= after) continue;
        place = stored.position;
        events.push(rawEvent(stored));
        if (events.length < CHUNK) continue;
        yield events;
        events = [];
      }
      if (events.length > 0) yield events;
      if (place < upTo) throw new LogNotWhole(`The log in KurrentDB ends at ${place}, and ended at ${upTo} before`);
    },
    append: async (events) => {
      const positions: number[] = [];
      for (const run of runsOf(events)) positions.push(...(await appendRun(run)));
      return positions;
    },
  };
};

const rawEvent = ({ position, stream, type, attributes, data }: StoredEvent): RawEvent => ({
  position,
  stream,
  type,
  attributes,
  data: data as object,
});

/** Pieces in which no stream comes back after another: only these can be appended at once without changing the order. */
export const runsOf = (events: readonly RawEvent[]): readonly (readonly RawEvent[])[] => {
  const runs: RawEvent[][] = [];
  let seen = new Set<string>();
  let bytes = 0;
  for (const event of events) {
    const size = JSON.stringify(event.data).length * 3;
    const run = runs.at(-1);
    const follows = run?.at(-1)?.stream === event.stream;
    if (!run || (seen.has(event.stream) && !follows) || bytes + size > MOST_BYTES) {
      runs.push([event]);
      seen = new Set([event.stream]);
      bytes = size;
      continue;
    }
    run.push(event);
    seen.add(event.stream);
    bytes += size;
  }
  return runs;
};

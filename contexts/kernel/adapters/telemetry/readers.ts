import type { EventFeed, FeedBatch, FeedOptions } from '@pagewright/kernel';
import type { Metrics } from './metrics.ts';

/** How far somebody who reads the log has come. */
export interface Standing {
  readonly reader: string;
  readonly position: number;
}

export interface Lag extends Standing {
  /** Where the log ends. */
  readonly last: number;
  /** Seconds since it was last seen at the log's end of that moment; 0 where it is there now. */
  readonly seconds: number;
}

export interface ReadersOptions {
  /** Where the log ends now. */
  readonly last: () => Promise<number>;
  readonly metrics: Metrics;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * Who reads the log in this process, and how far behind each is. It is looked at in a rhythm by whoever owns it: each
 * look remembers where the log ended, and a reader is as late as the newest look whose end it has reached.
 */
export interface Readers {
  /** The feed, with its position told under the reader's name for as long as it is read. */
  following(reader: string, feed: EventFeed): EventFeed;
  /** Others whose position is known otherwise. */
  add(standings: () => readonly Standing[]): void;
  /** Asks where the log ends. @throws what `last` throws */
  look(): Promise<void>;
  lags(): readonly Lag[];
  /** Where the log ended at each look that is remembered, oldest first; `at` in milliseconds since 1970. */
  looks(): readonly { readonly at: number; readonly last: number }[];
}

/** Looks that are remembered; with one each 5 s, 30 minutes. */
const LOOKS = 360;

export const createReaders = ({ last, metrics, now = Date.now }: ReadersOptions): Readers => {
  const followed = new Map<string, number>();
  const others: (() => readonly Standing[])[] = [];
  let looks: { readonly at: number; readonly last: number }[] = [];

  const standings = (): readonly Standing[] => [
    ...[...followed].map(([reader, position]) => ({ reader, position })),
    ...others.flatMap((each) => each()),
  ];

  const lagOf = ({ reader, position }: Standing): Lag => {
    const end = looks.at(-1);
    if (!end || position >= end.last) return { reader, position, last: end?.last ?? position, seconds: 0 };
    const reached = looks.findLast((look) => look.last <= position) ?? looks[0];
    return { reader, position, last: end.last, seconds: Math.max(0, now() - (reached?.at ?? now())) / 1_000 };
  };

  const lags = (): readonly Lag[] => standings().map(lagOf);

  metrics.readGauge('pagewright_log_position', 'Position of the newest event of the log', [], async () =>
    looks.slice(-1).map((look) => [{}, look.last]),
  );
  metrics.readGauge('pagewright_reader_position', 'Position up to which a reader has the log', ['reader'], async () =>
    standings().map(({ reader, position }) => [{ reader }, position]),
  );
  metrics.readGauge(
    'pagewright_reader_lag_events',
    'Positions between a reader and the log’s end',
    ['reader'],
    async () => lags().map(({ reader, position, last: end }) => [{ reader }, Math.max(0, end - position)]),
  );
  metrics.readGauge(
    'pagewright_reader_lag_seconds',
    'Time since a reader was last at the log’s end; 0 where it is there',
    ['reader'],
    async () => lags().map(({ reader, seconds }) => [{ reader }, seconds]),
  );

  return {
    following: (reader, feed) => ({
      last: () => feed.last(),
      first: () => feed.first(),
      subscribe: (options) => tellingPosition(feed, options, reader, followed),
    }),
    add: (each) => void others.push(each),
    look: async () => {
      const end = await last();
      looks = [...looks.slice(1 - LOOKS), { at: now(), last: end }];
    },
    lags,
    looks: () => looks,
  };
};

async function* tellingPosition(
  feed: EventFeed,
  options: FeedOptions,
  reader: string,
  followed: Map<string, number>,
): AsyncGenerator<FeedBatch> {
  followed.set(reader, options.after);
  try {
    for await (const batch of feed.subscribe(options)) {
      yield batch;
      // Asked for the next one, it has done with this one.
      followed.set(reader, batch.position);
    }
  } finally {
    followed.delete(reader);
  }
}

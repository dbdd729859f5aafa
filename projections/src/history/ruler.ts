import { type Kysely, sql } from 'kysely';
import type { ReadModels } from '../tables.ts';
import { countEvents } from './history-queries.ts';

export interface RulerRequest {
  readonly site: string;
  /** How many equal pieces the time between `from` and `to` is cut into. */
  readonly buckets: number;
  /** RFC 3339; the site's first event when left out. */
  readonly from?: string | undefined;
  readonly to: string;
}

/** A piece of time in which something happened; pieces without events are left out. */
export interface RulerBucket {
  /** From 0. */
  readonly index: number;
  readonly count: number;
  /** The newest event up to the end of this piece. */
  readonly id: string;
  readonly number: number;
  readonly time: string;
}

/** From this moment on the pointer showed the version, until the next one begins. */
export interface RulerBand {
  readonly version: number;
  readonly from: string;
  readonly event: string;
}

export interface Ruler {
  readonly from: string;
  readonly to: string;
  /** How many events the site has. */
  readonly total: number;
  readonly buckets: readonly RulerBucket[];
  /** In order; what was shorter than a piece of time gives way to what came after it. */
  readonly live: readonly RulerBand[];
  readonly preview: readonly RulerBand[];
}

/** A site's life in a picture, never larger than the number of pieces asked for. Undefined for a site without events. */
export const rulerOf = async (
  db: Kysely<ReadModels>,
  { site, buckets: pieces, from: wanted, to }: RulerRequest,
): Promise<Ruler | undefined> => {
  const first = await db
    .selectFrom('history')
    .select('time')
    .where('site', '=', site)
    .where('number', '=', 1)
    .executeTakeFirst();
  if (!first) return undefined;
  const from = wanted ?? first.time;
  const span = Math.max(1, Date.parse(to) - Date.parse(from));
  const pieceOf = (time: string): number => Math.floor(((Date.parse(time) - Date.parse(from)) / span) * pieces);
  const [total, buckets, moves] = await Promise.all([
    countEvents(db, site),
    bucketsOf(db, { site, from, to, span, pieces }),
    movesOf(db, site),
  ]);
  const bandsOf = (target: 'live' | 'preview'): readonly RulerBand[] =>
    bandsIn(
      moves.filter((move) => move.target === target),
      pieceOf,
      pieces,
    );
  return { from, to, total, buckets, live: bandsOf('live'), preview: bandsOf('preview') };
};

interface Cut {
  readonly site: string;
  readonly from: string;
  readonly to: string;
  /** In milliseconds. */
  readonly span: number;
  readonly pieces: number;
}

const bucketsOf = async (
  db: Kysely<ReadModels>,
  { site, from, to, span, pieces }: Cut,
): Promise<readonly RulerBucket[]> => {
  const piece = sql<number>`least(${pieces} - 1, floor(extract(epoch from (time - ${from}::timestamptz)) * 1000 / ${span} * ${pieces}))::int`;
  const cut = db
    .selectFrom('history')
    .select((eb) => [piece.as('index'), eb.fn.countAll<number>().as('count'), eb.fn.max('number').as('last')])
    .where('site', '=', site)
    .where('time', '>=', from)
    .where('time', '<=', to)
    .groupBy('index');
  const rows = await db
    .with('cut', () => cut)
    .selectFrom('cut')
    .innerJoin('history', (join) => join.on('history.site', '=', site).onRef('history.number', '=', 'cut.last'))
    .select(['cut.index', 'cut.count', 'history.id', 'history.number', 'history.time'])
    .orderBy('cut.index')
    .execute();
  return inOrder(rows);
};

/** Clocks may disagree: the newest event up to a piece is never older than that of a piece before. */
const inOrder = (rows: readonly RulerBucket[]): readonly RulerBucket[] => {
  let last: RulerBucket | undefined;
  return rows.map((row) => {
    if (last && last.number > row.number) return { ...row, id: last.id, number: last.number, time: last.time };
    last = row;
    return row;
  });
};

interface Move {
  readonly target: 'live' | 'preview';
  readonly version: number;
  readonly from: string;
  readonly event: string;
}

const movesOf = async (db: Kysely<ReadModels>, site: string): Promise<readonly Move[]> => {
  const rows = await db
    .selectFrom('history')
    .select(['id', 'type', 'time'])
    // As JSON, not as text: a text may hold U+0000, which no text of the database can.
    .select([
      sql<string>`(data -> 'version')::text`.as('version'),
      sql<string | null>`(data -> 'target')::text`.as('target'),
    ])
    .where('site', '=', site)
    .where('type', 'in', ['BuildSucceeded', 'VersionPromoted'])
    .orderBy('number')
    .execute();
  return rows.map(({ id, time, version, target }) => ({
    target: target === '"live"' ? 'live' : 'preview',
    version: Number(version),
    from: time,
    event: id,
  }));
};

/** Those that are seen: the last before the picture begins, and of those that begin in one piece the last. */
const bandsIn = (moves: readonly Move[], pieceOf: (time: string) => number, pieces: number): readonly RulerBand[] => {
  const bands = new Map<number, RulerBand>();
  for (const { version, from, event } of moves) {
    const piece = Math.max(-1, pieceOf(from));
    if (piece > pieces) continue;
    bands.delete(piece);
    bands.set(piece, { version, from, event });
  }
  return [...bands.values()];
};

import type { Kysely, Selectable } from 'kysely';
import { namesOf } from '../accounts/account-queries.ts';
import type { BuildRow } from '../builds/build-fold.ts';
import type { BuildPartsTable } from '../builds/builds-table.ts';
import { type TurnView, peopleOf as peopleOfTurn, uniqueParts, viewOf as turnViewOf } from '../builds/turn-queries.ts';
import type { TurnPart } from '../reading/blobs.ts';
import { type Page, type PageRequest, pageOf, readCursor } from '../reading/paging.ts';
import { type SiteView, peopleOf as peopleOfSite, viewOf as siteViewOf } from '../sites/site-queries.ts';
import type { ReadModels } from '../tables.ts';
import { type EventShelfOptions, createEventShelf } from './event-shelf.ts';
import { type FoldedHistory, foldHistory } from './history-fold.ts';
import { type EventRow, type LoggedEventView, countEvents, viewsOf } from './history-queries.ts';

/** A site as people saw it right after one of its events. Names of people are those of now. */
export interface SiteAsOf {
  readonly event: LoggedEventView;
  /** How many events the site has now. */
  readonly total: number;
  /** Null right before the site was there. */
  readonly site: SiteView | null;
  /** What the pointers showed right before the event. */
  readonly before: { readonly live: number | null; readonly preview: number | null };
  /** Numbers of the versions there were, without those deleted by then. */
  readonly versions: readonly number[];
  /** What waited, next first. */
  readonly queue: readonly Omit<TurnView, 'parts'>[];
}

/** What sites were. Both answer undefined when the site has no such event. */
export interface Past {
  site(site: string, id: string): Promise<SiteAsOf | undefined>;
  /**
   * The chat as of an event: as `chatPage`, with the turns asked for until then, as they stood then. Parts of an attempt
   * that ran then are those that it had left by the event's time. @throws InvalidCursor
   */
  chat(site: string, id: string, page: PageRequest): Promise<Page<TurnView> | undefined>;
}

export const createPast = (db: Kysely<ReadModels>, options: EventShelfOptions = {}): Past => {
  const shelf = createEventShelf(db, options);
  return {
    site: async (site, id) => siteAsOf(db, site, await shelf.upTo(site, id)),
    chat: async (site, id, page) => {
      const before = readCursor<[number]>('chat-as-of', ['number'], page.cursor);
      return chatAsOf(db, await shelf.upTo(site, id), { limit: page.limit, before: before?.[0] });
    },
  };
};

type Rows = readonly EventRow[] | undefined;

const siteAsOf = async (db: Kysely<ReadModels>, site: string, rows: Rows): Promise<SiteAsOf | undefined> => {
  const last = rows?.at(-1);
  if (!rows || !last) return undefined;
  const { state, row, rowBefore: earlier, turns, picture } = foldHistory(rows);
  const waiting = placesOf(turns);
  const queue = [...waiting].toSorted(([, a], [, b]) => a - b).flatMap(([build]) => turns.get(build) ?? []);
  const name = await namesOf(db, [...(row ? peopleOfSite(row) : []), ...queue.flatMap((turn) => peopleOfTurn(turn))]);
  const [event] = await viewsOf(db, [last]);
  if (!event) return undefined;
  return {
    event,
    total: await countEvents(db, site),
    site: row ? siteViewOf(row, name, new Map(picture ? [[site, picture]] : [])) : null,
    before: { live: earlier?.live?.version ?? null, preview: earlier?.preview?.version ?? null },
    versions: state.status === 'none' ? [] : state.versions.filter((one) => !one.deleted).map(({ version }) => version),
    queue: queue.map((turn) => turnViewOf({ ...turn, place: waiting.get(turn.build) ?? null }, name)),
  };
};

const chatAsOf = async (
  db: Kysely<ReadModels>,
  rows: Rows,
  { limit, before }: { readonly limit: number; readonly before: number | undefined },
): Promise<Page<TurnView> | undefined> => {
  const last = rows?.at(-1);
  if (!rows || !last) return undefined;
  const { turns } = foldHistory(rows);
  const newest = [...turns.values()]
    .filter(({ requestedPosition }) => before === undefined || requestedPosition < before)
    .toSorted((a, b) => b.requestedPosition - a.requestedPosition);
  const page = pageOf('chat-as-of', newest, limit, ({ requestedPosition }) => [requestedPosition]);
  const builds = page.items.map(({ build }) => build);
  const [blobs, parts] = await Promise.all([withBlobs(db, page.items), partsUntil(db, builds, last)]);
  const name = await namesOf(
    db,
    blobs.flatMap((turn) => peopleOfTurn(turn)),
  );
  const places = placesOf(turns);
  const views = blobs.map((turn) => ({
    ...turnViewOf({ ...turn, place: places.get(turn.build) ?? null }, name),
    parts: parts.get(turn.build) ?? [],
  }));
  return { items: views.toReversed(), next: page.next };
};

const placesOf = (turns: FoldedHistory['turns']): ReadonlyMap<string, number> =>
  new Map(
    [...turns.values()]
      .filter(({ queueOrder }) => queueOrder !== null)
      .toSorted((a, b) => (a.queueOrder ?? 0) - (b.queueOrder ?? 0))
      .map(({ build }, index) => [build, index + 1]),
  );

/** What an end's blobs hold never changes, so a turn that had ended then has them from its row of now. */
const withBlobs = async (db: Kysely<ReadModels>, turns: readonly BuildRow[]): Promise<readonly BuildRow[]> => {
  if (turns.length === 0) return [];
  const builds = turns.map(({ build }) => build);
  const rows = await db.selectFrom('builds').select(['build', 'outcome']).where('build', 'in', builds).execute();
  const outcomes = new Map(rows.map(({ build, outcome }) => [build, outcome]));
  return turns.map((turn) => {
    const now = outcomes.get(turn.build);
    if (turn.outcome?.type === 'version' && now?.type === 'version')
      return { ...turn, outcome: { ...turn.outcome, files: now.files } };
    if (turn.outcome?.type === 'rejected' && now?.type === 'rejected')
      return { ...turn, outcome: { ...turn.outcome, findings: now.findings } };
    return turn;
  });
};

const partsUntil = async (
  db: Kysely<ReadModels>,
  builds: readonly string[],
  { position, time }: EventRow,
): Promise<ReadonlyMap<string, readonly TurnPart[]>> => {
  if (builds.length === 0) return new Map();
  const rows = await db.selectFrom('buildParts').selectAll().where('build', 'in', builds).execute();
  const known = (row: Selectable<BuildPartsTable>): Selectable<BuildPartsTable> =>
    row.position <= position ? row : { ...row, parts: row.parts.filter((part) => part.time <= time) };
  return uniqueParts(builds, rows.map(known));
};

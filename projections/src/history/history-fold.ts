import { type Site, type SiteEvent, type SiteEventOf, siteDecider } from '@pagewright/sites';
import type { Recorded } from '@pagewright/kernel';
import { BUILD_EVENTS, type BuildChange, type BuildRow, foldBuild, turnOf } from '../builds/build-fold.ts';
import { movedIn } from '../builds/queue-order.ts';
import { type SiteChange, type SiteRow, foldSite } from '../sites/site-fold.ts';
import type { EventRow } from './history-queries.ts';

/** A site as it stood after its first so many events: what its rules knew, its row, and its turns' rows. */
export interface FoldedHistory {
  readonly state: Site;
  readonly row: SiteRow | undefined;
  /** Before the last of them. */
  readonly rowBefore: SiteRow | undefined;
  /** The newest version that had a picture, and the picture's digest. */
  readonly picture: { readonly version: number; readonly digest: string } | null;
  /** Without what the blobs of their events hold: changed files and findings. */
  readonly turns: ReadonlyMap<string, BuildRow>;
}

/**
 * Folds a site's events, in order, with the very functions that decide on them and that keep the present views: the past
 * is computed as the present was.
 */
export const foldHistory = (rows: readonly EventRow[]): FoldedHistory => {
  let state = siteDecider.initialState();
  let row: SiteRow | undefined;
  let rowBefore: SiteRow | undefined;
  const turns = new Map<string, BuildRow>();
  const pictures = new Map<number, string>();
  for (const event of rows.map(eventOf)) {
    rowBefore = row;
    const kind = event.meta.stream.split('.', 1)[0];
    if (kind === 'site') state = siteDecider.evolve(state, event as Recorded<SiteEvent>);
    if (kind === 'site' || kind === 'deployment') row = foldSite(row, event as SiteChange);
    if (isMove(event)) for (const moved of movedIn([...turns.values()], event.data)) turns.set(moved.build, moved);
    if (kind === 'site') foldPicture(pictures, event as Recorded<SiteEvent>);
    if (isOfTurn(event)) foldTurn(turns, event);
  }
  return { state, row, rowBefore, turns, picture: newestOf(pictures) };
};

/**
 * The event as folds take it. Its sealed texts are open here; no fold looks into a text, so that they stand for
 * themselves.
 */
const eventOf = ({ type, data, ...row }: EventRow): Recorded =>
  ({
    type,
    data,
    meta: {
      id: row.id,
      stream: row.stream,
      position: row.position,
      time: row.time,
      schemaVersion: row.version,
      correlationId: row.correlationId,
      causationId: row.causationId,
      actor: row.actor,
    },
  }) as Recorded;

type TurnEvent = BuildChange['event'];

const TURN_TYPES: ReadonlySet<string> = new Set(BUILD_EVENTS);
const isOfTurn = (event: { readonly type: string }): event is TurnEvent => TURN_TYPES.has(event.type);

type Move = Recorded<SiteEventOf<'BuildMoved'>>;
const isMove = (event: { readonly type: string }): event is Move => event.type === 'BuildMoved';

const foldTurn = (turns: Map<string, BuildRow>, event: TurnEvent): void => {
  const build = turnOf(event);
  const turn = foldBuild(turns.get(build), { event, parts: [], files: [], findings: [] });
  if (turn) turns.set(build, turn);
};

const foldPicture = (pictures: Map<number, string>, { type, data }: SiteEvent): void => {
  if (type === 'VersionChecked' && data.thumbnail) pictures.set(data.version, data.thumbnail.digest);
  else if (type === 'VersionChecked' || type === 'VersionDeleted') pictures.delete(data.version);
};

const newestOf = (pictures: ReadonlyMap<number, string>): FoldedHistory['picture'] => {
  const version = Math.max(...pictures.keys());
  const digest = pictures.get(version);
  return digest === undefined ? null : { version, digest };
};

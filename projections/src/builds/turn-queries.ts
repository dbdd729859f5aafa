import type { Kysely, Selectable } from 'kysely';
import { type Naming, type Person, namesOf } from '../accounts/account-queries.ts';
import type { TurnPart } from '../reading/blobs.ts';
import { type Page, type PageRequest, pageOf, readCursor } from '../reading/paging.ts';
import type { ReadModels } from '../tables.ts';
import type {
  BuildKind,
  BuildState,
  BuildsTable,
  DialogueBy,
  OutcomeBy,
  PartialTree,
  SentAlong,
} from './builds-table.ts';

/** One turn of the chat. */
export interface TurnView {
  readonly build: string;
  readonly site: string;
  readonly kind: BuildKind;
  readonly state: BuildState;
  readonly agent: string;
  readonly by: Person;
  readonly prompt: string | null;
  /** Questions that are over; the one that is open is the outcome. */
  readonly dialogue: readonly DialogueBy<Person>[];
  readonly retryOf: string | null;
  /** Version brought back, for kind `restore`. */
  readonly restores: number | null;
  /** Version whose build was undone, for kind `undo`. */
  readonly undoes: number | null;
  /** 0 before the first. */
  readonly attempt: number;
  readonly requestedAt: string;
  /** Start of the newest attempt. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** 1 for the next to run; null when it does not wait. */
  readonly place: number | null;
  /** Parts of ended attempts, in order; those of a running one are read from the activity stream. */
  readonly parts: readonly TurnPart[];
  readonly outcome: OutcomeBy<Person> | null;
  /** Archive of the unfinished tree that a cancelled build left. */
  readonly partial: PartialTree | null;
  readonly picks: readonly unknown[];
  readonly attachments: readonly SentAlong[];
}

/** What waits at a site, next first. */
export const queueOf = async (db: Kysely<ReadModels>, site: string): Promise<readonly string[]> => {
  const queued = db.selectFrom('builds').select('build').where('site', '=', site).where('queueOrder', 'is not', null);
  return (await queued.orderBy('queueOrder').execute()).map(({ build }) => build);
};

/** Questions asked before the given instant that have no answer yet. */
export const openQuestionsSince = async (
  db: Kysely<ReadModels>,
  before: string,
): Promise<readonly { readonly site: string; readonly question: string }[]> =>
  db
    .selectFrom('builds')
    .select(['site', 'build as question'])
    .where('state', '=', 'answering')
    .where('requestedAt', '<', before)
    .orderBy('requestedPosition')
    .execute();

export const turnByBuild = async (db: Kysely<ReadModels>, build: string): Promise<TurnView | undefined> => {
  const turn = await turnWithoutParts(db, build);
  return turn && { ...turn, parts: (await partsOf(db, [build])).get(build) ?? [] };
};

/** For frames that say only that the turn has changed. */
export const turnWithoutParts = async (
  db: Kysely<ReadModels>,
  build: string,
): Promise<Omit<TurnView, 'parts'> | undefined> => {
  const row = await rowsOf(db).where('builds.build', '=', build).executeTakeFirst();
  return row && viewOf(row, await namesOf(db, peopleOf(row)));
};

/** The newest page first, its items in the order they were asked; `next` leads to older ones. @throws InvalidCursor */
export const chatPage = async (
  db: Kysely<ReadModels>,
  request: PageRequest & { readonly site: string },
): Promise<Page<TurnView>> => {
  const { site, limit, cursor } = request;
  const before = readCursor<[number]>('chat', ['number'], cursor);
  let query = rowsOf(db)
    .where('builds.site', '=', site)
    .orderBy('builds.requestedPosition', 'desc')
    .limit(limit + 1);
  if (before) query = query.where('builds.requestedPosition', '<', before[0]);
  const { items, next } = pageOf('chat', await query.execute(), limit, (row) => [row.requestedPosition]);
  const builds = items.map(({ build }) => build);
  const parts = await partsOf(db, builds);
  const names = await namesOf(db, items.flatMap(peopleOf));
  const turns = items.map((row) => ({ ...viewOf(row, names), parts: parts.get(row.build) ?? [] }));
  return { items: turns.toReversed(), next };
};

/** Builds whose question was asked before the given instant and has no answer yet, the oldest request first. */
export const unansweredSince = async (db: Kysely<ReadModels>, before: string): Promise<readonly Unanswered[]> =>
  db
    .selectFrom('builds')
    .select(['site', 'build', 'attempt'])
    .where('askedAt', '<', before)
    .orderBy('requestedPosition')
    .execute();

export interface Unanswered {
  readonly site: string;
  readonly build: string;
  /** The one that asked. */
  readonly attempt: number;
}

type Row = Selectable<BuildsTable> & { readonly place: number | null };

const rowsOf = (db: Kysely<ReadModels>) =>
  db
    .selectFrom('builds')
    .selectAll('builds')
    .select((eb) =>
      eb
        .selectFrom('builds as ahead')
        .whereRef('ahead.site', '=', 'builds.site')
        .whereRef('ahead.queueOrder', '<=', 'builds.queueOrder')
        .select((inner) => inner.fn.countAll<number>().as('place'))
        .as('place'),
    );

/** The same part may stand in the blobs of two attempts; its sequence tells. */
const partsOf = async (
  db: Kysely<ReadModels>,
  builds: readonly string[],
): Promise<ReadonlyMap<string, readonly TurnPart[]>> => {
  if (builds.length === 0) return new Map();
  const rows = await db.selectFrom('buildParts').selectAll().where('build', 'in', builds).execute();
  const bySequence = new Map(builds.map((build) => [build, new Map<number, TurnPart>()]));
  for (const { build, parts } of rows) for (const part of parts) bySequence.get(build)?.set(part.sequence, part);
  return new Map(
    [...bySequence].map(([build, parts]) => [build, [...parts.values()].toSorted((a, b) => a.sequence - b.sequence)]),
  );
};

const peopleOf = ({ requestedBy, dialogue, outcome }: Row): (string | null)[] => [
  requestedBy,
  ...dialogue.map(({ by }) => by),
  outcome?.type === 'cancelled' ? outcome.by : null,
];

const viewOf = (row: Row, name: Naming): Omit<TurnView, 'parts'> => {
  const { build, site, kind, state, agent, prompt, retryOf, restores, undoes, attempt, outcome, partial } = row;
  const { picks, attachments } = row;
  const { requestedAt, startedAt, endedAt, place } = row;
  return {
    build,
    site,
    kind,
    state,
    agent,
    prompt,
    retryOf,
    restores,
    undoes,
    attempt,
    partial,
    picks,
    attachments,
    requestedAt,
    startedAt,
    endedAt,
    place: state === 'waiting' ? place : null,
    by: name(row.requestedBy),
    dialogue: row.dialogue.map((line) => ({ ...line, by: line.by === null ? null : name(line.by) })),
    outcome: outcome?.type === 'cancelled' ? { ...outcome, by: name(outcome.by) } : outcome,
  };
};

import { type Kysely, sql } from 'kysely';
import type { ReadModels } from '../tables.ts';
import { type EventRow, type LoggedEventView, eventsOf, viewsOf } from './history-queries.ts';

/** An event among those it follows from and those that follow from it. */
export interface CauseNode {
  readonly event: LoggedEventView;
  /** Id of the event that it follows from, if that is one of this site. */
  readonly parent: string | null;
}

/** More than this is no thread that anybody reads. */
const MOST = 200;

/**
 * What an event follows from, up to the first cause, and all that follows from it, in the order of the log.
 *
 * An event follows from the event that its `causationId` names. What a person does to a build or with a version is a new
 * thread, caused by their command alone; there it follows from what it is about: the request of the build, or the build
 * that made the version.
 */
export const causesOf = async (db: Kysely<ReadModels>, id: string): Promise<readonly CauseNode[]> => {
  const start = await db
    .selectFrom('history')
    .select(['site', 'correlationId'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!start) return [];
  const thread = await threadOf(db, start.site, start.correlationId);
  const events = await withSubjects(db, start.site, thread);
  const parents = parentsOf(events);
  const shown = new Set([...above(id, parents), ...below(id, parents)]);
  const views = await viewsOf(
    db,
    events.filter((event) => shown.has(event.id)),
  );
  return views.map((event) => ({ event, parent: parents.get(event.id) ?? null }));
};

const threadOf = (db: Kysely<ReadModels>, site: string, correlation: string): Promise<EventRow[]> =>
  eventsOf(db, site).where('correlationId', '=', correlation).orderBy('position').limit(MOST).execute();

/** The thread with the threads of what it is about, and of what was done with what it made. */
const withSubjects = async (
  db: Kysely<ReadModels>,
  site: string,
  thread: readonly EventRow[],
): Promise<readonly EventRow[]> => {
  const builds = new Set(thread.flatMap(({ data }) => (typeof data['build'] === 'string' ? [data['build']] : [])));
  const promoted = thread.flatMap(({ type, data }) => (type === 'VersionPromoted' ? [data['version']] : []));
  const made = promoted.length === 0 ? [] : await aboutVersions(db, site, 'BuildSucceeded', promoted);
  for (const { data } of made) if (typeof data['build'] === 'string') builds.add(data['build']);
  const ofBuilds = builds.size === 0 ? [] : await aboutBuilds(db, site, [...builds]);
  const versions = [...thread, ...ofBuilds].flatMap(({ type, data }) =>
    type === 'BuildSucceeded' ? [data['version']] : [],
  );
  const moves = versions.length === 0 ? [] : await aboutVersions(db, site, 'VersionPromoted', versions);
  const known = new Set(thread.map(({ correlationId }) => correlationId));
  const threads = [...new Set([...ofBuilds, ...moves].map(({ correlationId }) => correlationId))];
  const others = threads.filter((correlation) => !known.has(correlation));
  const more =
    others.length === 0
      ? []
      : await eventsOf(db, site).where('correlationId', 'in', others).orderBy('position').limit(MOST).execute();
  return [...thread, ...more].toSorted((a, b) => a.position - b.position);
};

// As JSON, not as text: a text may hold U+0000, which no text of the database can.
const aboutVersions = (db: Kysely<ReadModels>, site: string, type: string, versions: readonly unknown[]) =>
  eventsOf(db, site)
    .where('type', '=', type)
    .where(
      sql<string>`(data -> 'version')::text`,
      'in',
      versions.map((version) => JSON.stringify(version)),
    )
    .orderBy('position')
    .limit(MOST)
    .execute();

const aboutBuilds = (db: Kysely<ReadModels>, site: string, builds: readonly string[]) =>
  eventsOf(db, site)
    .where(
      sql<string>`(data -> 'build')::text`,
      'in',
      builds.map((build) => JSON.stringify(build)),
    )
    .orderBy('position')
    .limit(MOST)
    .execute();

const parentsOf = (events: readonly EventRow[]): ReadonlyMap<string, string | null> => {
  const ids = new Set(events.map(({ id }) => id));
  return new Map(
    events.map((event) => [event.id, ids.has(event.causationId) ? event.causationId : subjectOf(event, events)]),
  );
};

const subjectOf = ({ type, data, position }: EventRow, events: readonly EventRow[]): string | null => {
  const earlier = events.filter((other) => other.position < position);
  if (type === 'VersionPromoted')
    return (
      earlier.find((other) => other.type === 'BuildSucceeded' && other.data['version'] === data['version'])?.id ?? null
    );
  if (type === 'BuildRequested' || typeof data['build'] !== 'string') return null;
  return earlier.find((other) => other.type === 'BuildRequested' && other.data['build'] === data['build'])?.id ?? null;
};

const above = (id: string, parents: ReadonlyMap<string, string | null>): readonly string[] => {
  const found = [id];
  for (let at = parents.get(id); at && !found.includes(at); at = parents.get(at)) found.push(at);
  return found;
};

const below = (id: string, parents: ReadonlyMap<string, string | null>): readonly string[] => {
  const found = new Set([id]);
  // A cause stands before its effects, and the map is in the order of the log.
  for (const [event, parent] of parents) if (parent !== null && found.has(parent)) found.add(event);
  return [...found];
};

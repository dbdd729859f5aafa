import { type Kysely, type Selectable, sql } from 'kysely';
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres';
import { type Naming, type Person, namesOf, naming } from '../accounts/account-queries.ts';
import { type Page, type PageRequest, pageOf, readCursor } from '../reading/paging.ts';
import { folded } from '../reading/rows.ts';
import type { ReadModels } from '../tables.ts';
import { newestPictures, thumbnail } from '../versions/version-queries.ts';
import type { SitesTable, StoredPointer } from './sites-table.ts';

export interface HostState {
  readonly host: string;
  readonly state: 'deployed' | 'failed';
  readonly version: number;
  /** Of the pointer event that the host speaks of. */
  readonly position: number;
  readonly at: string;
  readonly reason: string | null;
}

export interface Pointer {
  readonly version: number;
  readonly digest: string;
  readonly at: string;
  readonly by: Person | null;
  /** Of the event that moved it. */
  readonly position: number;
  /** The last word of each host on this pointer, also on where it pointed before. */
  readonly hosts: readonly HostState[];
}

export interface SiteView {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly fqdn: string;
  readonly key: string;
  readonly state: 'enabled' | 'disabled';
  /** Set while nothing may go live. */
  readonly liveLock: { readonly by: Person; readonly at: string; readonly reason: string | null } | null;
  readonly createdAt: string;
  /** `event` is the event's type, to be put into words by whoever shows it. */
  readonly lastChange: {
    readonly at: string;
    readonly event: string;
    readonly version: number | null;
    readonly by: Person | null;
  };
  readonly head: number | null;
  readonly live: Pointer | null;
  readonly preview: Pointer | null;
  readonly builds: { readonly running: string | null; readonly waiting: number };
  /** Of the newest version that has one. */
  readonly picture: { readonly version: number; readonly digest: string } | null;
}

export type SiteOrder = 'changed' | 'name' | 'created';
export type SitesRequest = PageRequest & {
  readonly owner: string;
  /** Newest change first, newest site first, or by name without case and accents. */
  readonly sort: SiteOrder;
  /** Part of the name or of the host name. */
  readonly q?: string | undefined;
};

/** One statement, since a site is read for each change of it. */
export const siteById = async (db: Kysely<ReadModels>, site: string): Promise<SiteView | undefined> => {
  const found = await db
    .selectFrom('sites')
    .selectAll()
    .select((eb) => [
      jsonArrayFrom(
        eb
          .selectFrom('accounts')
          .select(['accounts.id', 'accounts.name'])
          .where('accounts.id', 'in', sql<string>`(changed_by, live->>'by', preview->>'by', live_lock->>'by')`),
      ).as('people'),
      jsonObjectFrom(
        eb
          .selectFrom('versions')
          .select(['versions.number as version', thumbnail.as('digest')])
          .whereRef('versions.site', '=', 'sites.id')
          .where(thumbnail, 'is not', null)
          .orderBy('versions.number', 'desc')
          .limit(1),
      ).as('picture'),
    ])
    .where('sites.id', '=', site)
    .executeTakeFirst();
  if (!found) return undefined;
  const { people, picture, ...row } = found;
  return viewOf(row, naming(people), new Map(picture ? [[site, picture]] : []));
};

/** Nobody for a site that is not there. */
export const ownerOf = async (db: Kysely<ReadModels>, site: string): Promise<string | undefined> =>
  (await db.selectFrom('sites').select('owner').where('id', '=', site).executeTakeFirst())?.owner;

/** @throws InvalidCursor */
export const listSites = async (db: Kysely<ReadModels>, request: SitesRequest): Promise<Page<SiteView>> => {
  const { owner, sort, q, limit, cursor } = request;
  let query = db
    .selectFrom('sites')
    .selectAll()
    .where('owner', '=', owner)
    .limit(limit + 1);
  const part = folded(q ?? '');
  if (part !== '')
    query = query.where((eb) =>
      eb.or([sql<boolean>`strpos(name_key, ${part}) > 0`, sql<boolean>`strpos(fqdn, ${part}) > 0`]),
    );
  if (sort === 'name') {
    const after = readCursor<[string, string]>('sites/name', ['string', 'string'], cursor);
    query = query.orderBy('nameKey').orderBy('id');
    if (after) query = query.where((eb) => eb(eb.refTuple('nameKey', 'id'), '>', eb.tuple(after[0], after[1])));
  } else {
    const column = sort === 'changed' ? 'changedPosition' : 'createdPosition';
    const after = readCursor<[number]>(`sites/${sort}`, ['number'], cursor);
    query = query.orderBy(column, 'desc');
    if (after) query = query.where(column, '<', after[0]);
  }
  const page = pageOf(`sites/${sort}`, await query.execute(), limit, (row) => keyOf(row, sort));
  const names = await namesOf(db, page.items.flatMap(peopleOf));
  const pictures = await newestPictures(
    db,
    page.items.map(({ id }) => id),
  );
  return { ...page, items: page.items.map((row) => viewOf(row, names, pictures)) };
};

export interface SiteCounts {
  readonly all: number;
  /** That show a version to the world. */
  readonly live: number;
  /** Where a build is under way or waits. */
  readonly building: number;
}

/** How many sites there are, for who runs the house. */
export const siteCounts = async (db: Kysely<ReadModels>): Promise<SiteCounts> => {
  const { all, live } = await db
    .selectFrom('sites')
    .select(({ fn, eb }) => [
      fn.countAll<string>().as('all'),
      fn
        .count<string>(
          eb
            .case()
            .when(eb.and([eb('live', 'is not', null), eb('state', '=', 'enabled')]))
            .then(1)
            .end(),
        )
        .as('live'),
    ])
    .executeTakeFirstOrThrow();
  return { all: Number(all), live: Number(live), building: (await sitesWithWork(db)).length };
};

/** What people call these sites; one that is not known is left out. */
export const siteNames = async (
  db: Kysely<ReadModels>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('sites')
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
};

/** Sites where a build waits, runs or is being stopped: what a sweep offers to the runners again. */
export const sitesWithWork = async (db: Kysely<ReadModels>): Promise<readonly string[]> => {
  const rows = await db
    .selectFrom('builds')
    .select('site')
    .distinct()
    .where('state', 'in', ['waiting', 'running', 'stopping'])
    .orderBy('site')
    .execute();
  return rows.map(({ site }) => site);
};

/**
 * What the expected hosts say of a pointer: `live` when each of them serves it, `failed` with the host's reason when one
 * of them could not, else `publishing`.
 */
export const pointerState = (
  pointer: Pick<Pointer, 'hosts' | 'position'>,
  expectedHosts: readonly string[],
): { readonly state: 'publishing' | 'live' | 'failed'; readonly reason: string | null } => {
  const words = pointer.hosts.filter(
    ({ host, position }) => expectedHosts.includes(host) && position >= pointer.position,
  );
  const failed = words.find(({ state }) => state === 'failed');
  if (failed) return { state: 'failed', reason: `${failed.host}: ${failed.reason ?? 'no reason given'}` };
  return { state: words.length === expectedHosts.length ? 'live' : 'publishing', reason: null };
};

type Row = Selectable<SitesTable>;

const keyOf = (row: Row, sort: SiteOrder): readonly (string | number)[] => {
  switch (sort) {
    case 'changed':
      return [row.changedPosition];
    case 'created':
      return [row.createdPosition];
    case 'name':
      return [row.nameKey, row.id];
  }
};

export const peopleOf = ({ changedBy, live, preview, liveLock }: Row): (string | null)[] => [
  changedBy,
  live?.by ?? null,
  preview?.by ?? null,
  liveLock?.by ?? null,
];

type Pictures = Awaited<ReturnType<typeof newestPictures>>;

export const viewOf = (row: Row, name: Naming, pictures: Pictures): SiteView => {
  const { id, owner, fqdn, key, state, liveLock, createdAt, head, openBuilds } = row;
  return {
    id,
    owner,
    name: row.name,
    fqdn,
    key,
    state,
    liveLock: liveLock && { ...liveLock, by: name(liveLock.by) },
    createdAt,
    head,
    lastChange: {
      at: row.changedAt,
      event: row.changedEvent,
      version: row.changedVersion,
      by: row.changedBy === null ? null : name(row.changedBy),
    },
    live: pointerOf(row, 'live', name),
    preview: pointerOf(row, 'preview', name),
    builds: {
      running: openBuilds.find((open) => open.state === 'running')?.build ?? null,
      waiting: openBuilds.filter((open) => open.state === 'waiting').length,
    },
    picture: pictures.get(id) ?? null,
  };
};

const pointerOf = (row: Row, target: 'live' | 'preview', name: Naming): Pointer | null => {
  const pointer: StoredPointer | null = row[target];
  if (!pointer) return null;
  const hosts = row.hosts.filter((host) => host.target === target).map(({ target: _of, ...state }): HostState => state);
  return { ...pointer, by: pointer.by === null ? null : name(pointer.by), hosts };
};

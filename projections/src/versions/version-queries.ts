import { type Expression, type ExpressionBuilder, type Kysely, type Selectable, type SqlBool, sql } from 'kysely';
import { type Naming, type Person, namesOf } from '../accounts/account-queries.ts';
import { type Page, type PageRequest, pageOf, readCursor } from '../reading/paging.ts';
import { folded } from '../reading/rows.ts';
import type { ReadModels } from '../tables.ts';
import type { StoredCheck, VersionCounts, VersionKind, VersionsTable } from './versions-table.ts';

export interface VersionView {
  readonly site: string;
  readonly number: number;
  readonly parent: number | null;
  /** Of the tree. */
  readonly digest: string;
  readonly artifact: { readonly digest: string; readonly size: number };
  /** Digest of the manifest blob. */
  readonly manifest: string;
  readonly build: string;
  readonly kind: VersionKind;
  readonly createdAt: string;
  readonly by: Person;
  readonly summary: string;
  readonly prompt: string | null;
  readonly counts: VersionCounts;
  /** Null until a browser has looked. */
  readonly checked: StoredCheck | null;
  readonly note: string | null;
  readonly starred: boolean;
  readonly pinned: boolean;
  readonly badges: readonly VersionBadge[];
}
export type VersionBadge = 'live' | 'preview' | 'head';
export type VersionsRequest = PageRequest & {
  readonly site: string;
  /** Part of the number ("version 3"), the summary, the prompt, the note or the path of a changed file. */
  readonly q?: string | undefined;
  readonly starred?: boolean | undefined;
  readonly pinned?: boolean | undefined;
  /** With a note, or without one. */
  readonly noted?: boolean | undefined;
};
/** `total`: on all pages together. */
export type VersionsPage = Page<VersionView> & { readonly total: number };

export const versionByNumber = async (
  db: Kysely<ReadModels>,
  site: string,
  number: number,
): Promise<VersionView | undefined> => {
  const row = await db
    .selectFrom('versions')
    .selectAll()
    .where('site', '=', site)
    .where('number', '=', number)
    .executeTakeFirst();
  return row && viewOf(row, await namesOf(db, [row.madeBy]), await badgesOf(db, site));
};

/** Newest first. @throws InvalidCursor */
export const listVersions = async (db: Kysely<ReadModels>, request: VersionsRequest): Promise<VersionsPage> => {
  const { limit, cursor, site } = request;
  const before = readCursor<[number]>('versions', ['number'], cursor);
  const found = db.selectFrom('versions').where(matches(request));
  let query = found
    .selectAll()
    .orderBy('number', 'desc')
    .limit(limit + 1);
  if (before) query = query.where('number', '<', before[0]);
  const { total } = await found.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const page = pageOf('versions', await query.execute(), limit, ({ number }) => [number]);
  const names = await namesOf(
    db,
    page.items.map(({ madeBy }) => madeBy),
  );
  const badges = await badgesOf(db, site);
  return { ...page, total, items: page.items.map((row) => viewOf(row, names, badges)) };
};

/** Digest of a version's picture, or null. */
export const thumbnail = sql<string>`checked->>'thumbnail'`;

/** The newest version of each site that has a picture, with the picture's digest. */
export const newestPictures = async (
  db: Kysely<ReadModels>,
  sites: readonly string[],
): Promise<ReadonlyMap<string, { readonly version: number; readonly digest: string }>> => {
  if (sites.length === 0) return new Map();
  const rows = await db
    .selectFrom('versions')
    .distinctOn('site')
    .select(['site', 'number', thumbnail.as('digest')])
    .where('site', 'in', sites)
    .where(thumbnail, 'is not', null)
    .orderBy('site')
    .orderBy('number', 'desc')
    .execute();
  return new Map(rows.map(({ site, number, digest: picture }) => [site, { version: number, digest: picture }]));
};

const matches =
  ({ site, q, starred, pinned, noted }: VersionsRequest) =>
  (eb: ExpressionBuilder<ReadModels, 'versions'>): Expression<SqlBool> => {
    const part = folded(q ?? '');
    return eb.and([
      eb('site', '=', site),
      ...(part === '' ? [] : [sql<SqlBool>`strpos(search, ${part}) > 0`]),
      ...(starred === undefined ? [] : [eb('starred', '=', starred)]),
      ...(pinned === undefined ? [] : [eb('pinned', '=', pinned)]),
      ...(noted === undefined ? [] : [eb('note', noted ? 'is not' : 'is', null)]),
    ]);
  };

type Badges = (number: number) => readonly VersionBadge[];

const badgesOf = async (db: Kysely<ReadModels>, site: string): Promise<Badges> => {
  const pointers = await db
    .selectFrom('sites')
    .select(['head', 'live', 'preview'])
    .where('id', '=', site)
    .executeTakeFirst();
  return (number) => [
    ...(pointers?.live?.version === number ? (['live'] as const) : []),
    ...(pointers?.preview?.version === number ? (['preview'] as const) : []),
    ...(pointers?.head === number ? (['head'] as const) : []),
  ];
};

const viewOf = (row: Selectable<VersionsTable>, name: Naming, badges: Badges): VersionView => {
  const { site, number, parent, digest, manifest, build, kind, createdAt, summary, prompt, counts, checked } = row;
  const { note, starred, pinned } = row;
  return {
    site,
    number,
    parent,
    digest,
    manifest,
    build,
    kind,
    createdAt,
    summary,
    prompt,
    counts,
    checked,
    note,
    starred,
    pinned,
    artifact: { digest: row.artifactDigest, size: row.artifactSize },
    by: name(row.madeBy),
    badges: badges(number),
  };
};

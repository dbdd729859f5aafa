import { type Kysely, type Selectable, sql } from 'kysely';
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
  readonly badges: readonly VersionBadge[];
}
export type VersionBadge = 'live' | 'preview' | 'head';
export type VersionsRequest = PageRequest & {
  readonly site: string;
  /** Part of the summary or of the prompt. */
  readonly q?: string | undefined;
};

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
export const listVersions = async (db: Kysely<ReadModels>, request: VersionsRequest): Promise<Page<VersionView>> => {
  const { site, q, limit, cursor } = request;
  const before = readCursor<[number]>('versions', ['number'], cursor);
  let query = db
    .selectFrom('versions')
    .selectAll()
    .where('site', '=', site)
    .orderBy('number', 'desc')
    .limit(limit + 1);
  if (before) query = query.where('number', '<', before[0]);
  const part = folded(q ?? '');
  if (part !== '') query = query.where(sql<boolean>`strpos(search, ${part}) > 0`);
  const page = pageOf('versions', await query.execute(), limit, ({ number }) => [number]);
  const names = await namesOf(
    db,
    page.items.map(({ madeBy }) => madeBy),
  );
  const badges = await badgesOf(db, site);
  return { ...page, items: page.items.map((row) => viewOf(row, names, badges)) };
};

/** The newest version of each site that has a picture, with the picture's digest. */
export const newestPictures = async (
  db: Kysely<ReadModels>,
  sites: readonly string[],
): Promise<ReadonlyMap<string, { readonly version: number; readonly digest: string }>> => {
  if (sites.length === 0) return new Map();
  const digest = sql<string>`checked->>'thumbnail'`;
  const rows = await db
    .selectFrom('versions')
    .distinctOn('site')
    .select(['site', 'number', digest.as('digest')])
    .where('site', 'in', sites)
    .where(digest, 'is not', null)
    .orderBy('site')
    .orderBy('number', 'desc')
    .execute();
  return new Map(rows.map(({ site, number, digest: picture }) => [site, { version: number, digest: picture }]));
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
    artifact: { digest: row.artifactDigest, size: row.artifactSize },
    by: name(row.madeBy),
    badges: badges(number),
  };
};

import type { Recorded } from '@pagewright/kernel';
import type { SiteEvent } from '@pagewright/sites';
import type { Selectable } from 'kysely';
import type { Opened } from '../reading/opened.ts';
import { folded, instant, visible } from '../reading/rows.ts';
import type { StoredCheck, VersionRequestsTable, VersionsTable } from './versions-table.ts';

type Marked = 'VersionNoted' | 'VersionStarred' | 'VersionUnstarred' | 'VersionPinned' | 'VersionUnpinned';
type Ended = 'BuildDeclined' | 'BuildRejected' | 'BuildFailed' | 'BuildCancelled';
type Handled =
  Marked | Ended | 'VersionChecked' | 'BuildRequested' | 'BuildSucceeded' | 'VersionDeleted' | 'SiteDeleted';
type Change<Type extends Handled = Handled> = Opened<Recorded<Extract<SiteEvent, { type: Type }>>>;

/** An event with its texts opened and, of a new version, the paths of the files that it changed. */
export interface VersionChange {
  readonly event: Change;
  readonly files: readonly string[];
}

export type VersionRow = Selectable<VersionsTable>;
export type RequestRow = Selectable<VersionRequestsTable>;

/** What a batch of events touches: what it knows, what it changed, and what goes. */
export interface VersionRows {
  readonly requests: Map<string, RequestRow>;
  readonly ended: Set<string>;
  readonly sitesGone: Set<string>;
  readonly versions: Map<string, VersionRow>;
  readonly changed: Set<string>;
  readonly versionsGone: Map<string, { readonly site: string; readonly number: number }>;
}

export const versionKey = (site: string, number: number): string => `${site}/${number}`;

export const foldVersion = (rows: VersionRows, { event, files }: VersionChange): void => {
  switch (event.type) {
    case 'BuildRequested': {
      const { build, site, kind, by, prompt } = event.data;
      rows.requests.set(build, { build, site, kind, madeBy: by, prompt: prompt === null ? null : visible(prompt) });
      return;
    }
    case 'BuildSucceeded': {
      const request = rows.requests.get(event.data.build);
      // No request: the site was deleted while the build ran.
      if (request) put(rows, versionOf(request, event, files));
      return end(rows, event.data.build);
    }
    case 'BuildDeclined':
    case 'BuildRejected':
    case 'BuildFailed':
    case 'BuildCancelled':
      return end(rows, event.data.build);
    case 'VersionDeleted':
      return remove(rows, event.data.site, event.data.version);
    case 'SiteDeleted':
      return removeSite(rows, event.data.site);
    case 'VersionChecked': {
      const row = rows.versions.get(versionKey(event.data.site, event.data.version));
      if (row) put(rows, { ...row, checked: checkOf(event) });
      return;
    }
    default: {
      const row = rows.versions.get(versionKey(event.data.site, event.data.version));
      if (row) put(rows, marked(row, event));
    }
  }
};

const put = (rows: VersionRows, row: VersionRow): void => {
  const key = versionKey(row.site, row.number);
  rows.versions.set(key, row);
  rows.changed.add(key);
};

const end = (rows: VersionRows, build: string): void => {
  rows.requests.delete(build);
  rows.ended.add(build);
};

const remove = (rows: VersionRows, site: string, number: number): void => {
  const key = versionKey(site, number);
  rows.versions.delete(key);
  rows.changed.delete(key);
  rows.versionsGone.set(key, { site, number });
};

const removeSite = (rows: VersionRows, site: string): void => {
  rows.sitesGone.add(site);
  for (const [key, row] of rows.versions) {
    if (row.site !== site) continue;
    rows.versions.delete(key);
    rows.changed.delete(key);
  }
  for (const [build, request] of rows.requests) if (request.site === site) rows.requests.delete(build);
};

const marked = (row: VersionRow, event: Change<Marked>): VersionRow => {
  switch (event.type) {
    case 'VersionNoted': {
      const note = event.data.note === null ? null : visible(event.data.note);
      return { ...row, note, search: searchOf({ ...row, note }) };
    }
    case 'VersionStarred':
      return { ...row, starred: true };
    case 'VersionUnstarred':
      return { ...row, starred: false };
    case 'VersionPinned':
      return { ...row, pinned: true };
    case 'VersionUnpinned':
      return { ...row, pinned: false };
  }
};

const checkOf = ({ data }: Change<'VersionChecked'>): StoredCheck => ({
  run: data.run,
  state: data.state,
  reason: data.reason,
  at: instant(data.at),
  report: data.checks?.digest ?? null,
  count: data.checks?.count ?? 0,
  screenshots: data.screenshots.map(({ path, width, blob }) => ({ path, width, digest: blob.digest })),
  thumbnail: data.thumbnail?.digest ?? null,
});

/** Paths that are kept for the search; an import may have tens of thousands. */
const MOST_PATHS = 1_000;

const versionOf = (
  { kind, madeBy, prompt }: RequestRow,
  { data }: Change<'BuildSucceeded'>,
  paths: readonly string[],
): VersionRow => {
  const words = {
    number: data.version,
    summary: visible(data.summary),
    prompt,
    note: null,
    files: visible(paths.slice(0, MOST_PATHS).join('\n')),
  };
  return {
    site: data.site,
    parent: data.parent,
    digest: data.tree,
    artifactDigest: data.artifact.digest,
    artifactSize: data.artifact.size,
    manifest: data.manifest.digest,
    build: data.build,
    kind,
    madeBy,
    createdAt: instant(data.at),
    starred: false,
    pinned: false,
    counts: data.counts,
    checked: null,
    ...words,
    search: searchOf(words),
  };
};

const searchOf = ({
  number,
  summary,
  prompt,
  note,
  files,
}: Pick<VersionRow, 'number' | 'summary' | 'prompt' | 'note' | 'files'>): string =>
  folded([`version ${number}`, summary, prompt ?? '', note ?? '', files].join('\n'));

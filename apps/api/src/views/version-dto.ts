import type { VersionView as Row } from '@pagewright/projections';
import { type SiteAddresses, versionUrl } from './site-dto.ts';
import { thumbnailUrl } from './picture-urls.ts';
import type { VersionView } from './views.ts';

export const versionDto = (row: Row, key: string, addresses: SiteAddresses): VersionView => ({
  number: row.number,
  parent: row.parent,
  digest: row.digest,
  artifact: row.artifact,
  build: row.build,
  kind: row.kind,
  createdAt: row.createdAt,
  by: row.by,
  summary: row.summary,
  prompt: row.prompt,
  counts: row.counts,
  note: row.note,
  starred: row.starred,
  pinned: row.pinned,
  badges: [...row.badges],
  checks: checksDto(row.checked),
  thumbnail: row.checked?.thumbnail ? thumbnailUrl(row.site, row.number, row.checked.thumbnail) : null,
  url: versionUrl(key, row.number, addresses),
});

export const checksDto = (checked: Row['checked']): VersionView['checks'] =>
  checked
    ? { state: checked.state, reason: checked.reason, at: checked.at, count: checked.count }
    : { state: 'pending', reason: null, at: null, count: 0 };

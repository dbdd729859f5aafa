import type { VersionView as Row } from '@pagewright/projections';
import { type SiteAddresses, versionUrl } from './site-dto.ts';
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
  url: versionUrl(key, row.number, addresses),
});

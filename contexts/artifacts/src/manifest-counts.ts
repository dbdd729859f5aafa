import type { Manifest } from './manifest.ts';

/** What a version is in numbers: files and bytes in it, files and lines that changed against its source. */
export interface ManifestCounts {
  readonly files: number;
  readonly bytes: number;
  readonly created: number;
  readonly modified: number;
  readonly deleted: number;
  /** Lines. */
  readonly added: number;
  readonly removed: number;
}

export const countsOf = ({ fileCount, totalBytes, filesChanged }: Manifest): ManifestCounts => {
  const changes = (kind: string): number => filesChanged.filter(({ change }) => change === kind).length;
  const lines = (side: 'added' | 'removed'): number => filesChanged.reduce((sum, file) => sum + file[side], 0);
  return {
    files: fileCount,
    bytes: totalBytes,
    created: changes('created'),
    modified: changes('modified'),
    deleted: changes('deleted'),
    added: lines('added'),
    removed: lines('removed'),
  };
};

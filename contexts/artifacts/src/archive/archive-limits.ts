/** What an archive may cost at most. Sizes are in bytes. */
export interface ArchiveLimits {
  /** Counts files; folders are counted apart, against the same number. */
  readonly maxFiles: number;
  readonly maxFileBytes: number;
  /** The whole tar after inflation, headers and padding included. */
  readonly maxInflatedBytes: number;
  readonly maxCompressedBytes: number;
  /** UTF-8 bytes of one path. */
  readonly maxPathBytes: number;
  /** Names in one path, the file's own included. */
  readonly maxPathDepth: number;
}

const MiB = 1024 * 1024;

export const defaultArchiveLimits: ArchiveLimits = {
  maxFiles: 10_000,
  maxFileBytes: 50 * MiB,
  maxInflatedBytes: 200 * MiB,
  maxCompressedBytes: 200 * MiB,
  maxPathBytes: 500,
  maxPathDepth: 32,
};

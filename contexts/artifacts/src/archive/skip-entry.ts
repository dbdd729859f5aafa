/** Tells whether an entry is left out; it is asked with the entry's path, folders ending in `/`. */
export type SkipEntry = (path: string) => boolean;

/** A name that leaves its folder is never skipped: it is refused as everywhere. */
export const skips = (skip: SkipEntry, path: string): boolean =>
  !path.startsWith('/') && !path.split('/').includes('..') && skip(path);

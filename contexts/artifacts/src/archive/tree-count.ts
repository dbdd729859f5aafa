import type { ArchiveLimits } from './archive-limits.ts';
import { UnsafeArchive } from './unsafe-archive.ts';

/** Adds up the files of one tree as they are declared, before any content of them is taken. */
export class TreeCount {
  readonly #limits: ArchiveLimits;
  #files = 0;
  #bytes = 0;

  constructor(limits: ArchiveLimits) {
    this.#limits = limits;
  }

  /** @throws UnsafeArchive `too-many-files`, `too-large` */
  file(entry: string, size: number): void {
    const { maxFiles, maxFileBytes, maxInflatedBytes } = this.#limits;
    this.#files += 1;
    this.#bytes += size;
    if (this.#files > maxFiles) throw new UnsafeArchive('too-many-files', `has more than ${maxFiles} files`);
    if (size > maxFileBytes) throw new UnsafeArchive('too-large', `has more than ${inWords(maxFileBytes)}`, { entry });
    if (this.#bytes > maxInflatedBytes) {
      throw new UnsafeArchive('too-large', `brings the files to more than ${inWords(maxInflatedBytes)}`, { entry });
    }
  }
}

const MiB = 1024 * 1024;

/** A limit as people say it. */
export const inWords = (bytes: number): string => (bytes < MiB ? `${bytes} bytes` : `${Math.floor(bytes / MiB)} MB`);

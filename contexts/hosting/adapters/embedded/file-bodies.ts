import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { ByteCache } from './byte-cache.ts';
import type { Encoding } from './negotiation.ts';
import type { Release, ReleaseFile } from './release.ts';

/** Whoever has the plain bytes of a file. */
export type Reader = Pick<Release, 'read'>;

export interface Body {
  readonly encoding: Encoding;
  readonly bytes: Buffer;
}

/**
 * The bytes of files in their encodings, in memory. They are named by content, so versions that share a file share its
 * bytes and its compression, and a switch to a version of which little is new finds most of it warm.
 */
export class FileBodies {
  readonly #cache: ByteCache;
  readonly #largest: number;

  /** Files of more than `largestBytes` are never held; they are sent from the disk. */
  constructor(cacheBytes: number, largestBytes: number) {
    this.#cache = new ByteCache(cacheBytes);
    this.#largest = Math.min(largestBytes, cacheBytes);
  }

  isHeld(file: ReleaseFile): boolean {
    return file.size <= this.#largest;
  }

  /** Without waiting: undefined when it has to be made first. */
  ready(file: ReleaseFile, wanted: Encoding): Body | undefined {
    const encoding = isWorthIt(file) ? wanted : 'identity';
    const bytes = this.#cache.get(nameOf(file, encoding));
    if (bytes) return { encoding, bytes };
    if (bytes === undefined || encoding === 'identity') return undefined;
    const plain = this.#cache.get(nameOf(file, 'identity'));
    return plain ? { encoding: 'identity', bytes: plain } : undefined;
  }

  /** @throws ReleaseDamaged */
  async make(release: Reader, file: ReleaseFile, wanted: Encoding): Promise<Body> {
    if (wanted !== 'identity' && isWorthIt(file)) {
      const bytes = await this.#cache.getOrMake(nameOf(file, wanted), () => this.#compressed(release, file, wanted));
      if (bytes) return { encoding: wanted, bytes };
    }
    return { encoding: 'identity', bytes: await this.#plain(release, file) };
  }

  async #plain(release: Reader, file: ReleaseFile): Promise<Buffer> {
    const bytes = await this.#cache.getOrMake(nameOf(file, 'identity'), () => release.read(file));
    return bytes ?? (await release.read(file));
  }

  /** Null when the result is not smaller. */
  async #compressed(release: Reader, file: ReleaseFile, encoding: 'br' | 'gzip'): Promise<Buffer | null> {
    const plain = await this.#plain(release, file);
    const bytes = await (encoding === 'br' ? brotli(plain) : gzipped(plain, { level: 6 }));
    return bytes.length < plain.length ? bytes : null;
  }
}

/** Below, the headers weigh more than what is saved. */
const SMALLEST_COMPRESSED = 512;

const isWorthIt = ({ compressible, size }: ReleaseFile): boolean => compressible && size >= SMALLEST_COMPRESSED;

const nameOf = ({ sha256 }: ReleaseFile, encoding: Encoding): string => `${encoding} ${sha256}`;

const gzipped = promisify(gzip);
const compress = promisify(brotliCompress);

/** Somebody waits for the first one: 5 takes as long as gzip and saves more; the last levels take fifty times that. */
const brotli = (bytes: Buffer): Promise<Buffer> =>
  compress(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });

import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { ArchiveLimits } from './archive-limits.ts';
import { inWords } from './tree-count.ts';
import { UnsafeArchive } from './unsafe-archive.ts';

/**
 * Inflates one gzip file in bounded memory. It stops at the first byte over a limit, closing the
 * source, and refuses anything that follows the last gzip member.
 * @throws UnsafeArchive; errors of the source itself pass through unchanged.
 */
export async function* inflate(
  source: AsyncIterable<Uint8Array> | Uint8Array,
  limits: Pick<ArchiveLimits, 'maxCompressedBytes' | 'maxInflatedBytes'>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const gunzip = createGunzip({ chunkSize: 64 * 1024 });
  const intake = new Intake(source, limits.maxCompressedBytes);
  // Every failure of the intake also destroys gunzip, where the loop below meets it.
  pipeline(intake.chunks(), gunzip).catch(() => undefined);
  let inflated = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      inflated += chunk.length;
      if (inflated > limits.maxInflatedBytes) {
        throw new UnsafeArchive('too-large', `inflates to more than ${inWords(limits.maxInflatedBytes)}`);
      }
      yield chunk;
    }
  } catch (raw) {
    throw intake.translate(raw);
  } finally {
    gunzip.destroy();
  }
  if (gunzip.bytesWritten !== intake.bytes) throw garbageAfterEnd();
}

/** Counts what goes into the inflater and remembers whether it began like gzip. */
class Intake {
  readonly #source: AsyncIterable<Uint8Array> | Uint8Array;
  readonly #maxBytes: number;
  readonly #magic: number[] = [];
  bytes = 0;

  constructor(source: AsyncIterable<Uint8Array> | Uint8Array, maxBytes: number) {
    this.#source = source;
    this.#maxBytes = maxBytes;
  }

  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#source instanceof Uint8Array) {
      yield this.#counted(this.#source);
      return;
    }
    for await (const chunk of this.#source) yield this.#counted(chunk);
  }

  translate(raw: unknown): unknown {
    const code = raw instanceof Error && 'code' in raw ? raw.code : undefined;
    if (code === 'Z_BUF_ERROR' && this.bytes > 0) {
      return new UnsafeArchive('truncated', 'ends in the middle of its compressed data', { cause: raw });
    }
    if (typeof code !== 'string' || !code.startsWith('Z_')) return raw;
    const beganAsGzip = this.#magic[0] === 0x1f && this.#magic[1] === 0x8b;
    // zlib says this of the first header or of what follows a whole member; the first one was seen to be right.
    if (beganAsGzip && raw instanceof Error && raw.message === 'incorrect header check') return garbageAfterEnd(raw);
    const problem = beganAsGzip ? 'has damaged compressed data' : 'is not compressed with gzip';
    return new UnsafeArchive('not-a-tar-gz', problem, { cause: raw });
  }

  #counted(chunk: Uint8Array): Uint8Array {
    this.bytes += chunk.length;
    if (this.bytes > this.#maxBytes) throw new UnsafeArchive('too-large', `has more than ${inWords(this.#maxBytes)}`);
    if (this.#magic.length < 2) this.#magic.push(...chunk.subarray(0, 2 - this.#magic.length));
    return chunk;
  }
}

const garbageAfterEnd = (cause?: unknown): UnsafeArchive =>
  new UnsafeArchive('trailing-garbage', 'has bytes after its compressed data', { cause });

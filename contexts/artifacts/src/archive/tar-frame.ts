import { UnsafeArchive } from './unsafe-archive.ts';

const BLOCK = 512;
/** A pax or GNU long-name record is a name and a few attributes; the parser would hold up to 4 MiB of each. */
const MAX_EXTENSION_BYTES = 64 * 1024;
/** The largest blocking factor that tar programs use (2,048 blocks). */
const MAX_PADDING_BYTES = 1024 * 1024;

/**
 * Watches the raw tar beside the parser and refuses what the parser lets pass: entries after the
 * end marker (readers disagree on them), a missing marker, sizes that are not plain octal,
 * oversized or empty extension records, folders with content, endless padding.
 *
 * *header*: collects one block. All zero is the end marker → *padding*. Else its size field says
 * how much follows → *content*. *content*: skips it, rounded up to blocks → *header*.
 * *padding*: only zeros, at most 1 MiB, until the end.
 *
 * A zero block inside an extension record is content and never looked at.
 */
export class TarFrame {
  readonly #header = new Uint8Array(BLOCK);
  readonly #maxHeaders: number;
  #mode: 'header' | 'content' | 'padding' = 'header';
  #filled = 0;
  #remaining = 0;
  #padding = 0;
  #headers = 0;

  constructor(maxHeaders: number) {
    this.#maxHeaders = maxHeaders;
  }

  /** @throws UnsafeArchive */
  accept(chunk: Uint8Array): void {
    let offset = 0;
    while (offset < chunk.length) {
      if (this.#mode === 'padding') return this.#acceptPadding(chunk.subarray(offset));
      offset += this.#mode === 'content' ? this.#skip(chunk.length - offset) : this.#collect(chunk.subarray(offset));
    }
  }

  /** @throws UnsafeArchive `truncated` when the end marker has not been seen. */
  end(): void {
    if (this.#mode !== 'padding') throw new UnsafeArchive('truncated', 'ends before its end marker');
  }

  #skip(available: number): number {
    const skipped = Math.min(available, this.#remaining);
    this.#remaining -= skipped;
    if (this.#remaining === 0) this.#mode = 'header';
    return skipped;
  }

  #collect(bytes: Uint8Array): number {
    const taken = bytes.subarray(0, BLOCK - this.#filled);
    this.#header.set(taken, this.#filled);
    this.#filled += taken.length;
    if (this.#filled === BLOCK) this.#readHeader();
    return taken.length;
  }

  #readHeader(): void {
    this.#filled = 0;
    if (isZero(this.#header)) {
      this.#mode = 'padding';
      return;
    }
    this.#headers += 1;
    if (this.#headers > this.#maxHeaders) {
      throw new UnsafeArchive('too-many-files', `has more than ${this.#maxHeaders} headers`);
    }
    const size = contentSize(this.#header);
    const type = String.fromCharCode(this.#header[156] ?? 0);
    if (extensionTypes.has(type) && (size === 0 || size > MAX_EXTENSION_BYTES)) {
      throw new UnsafeArchive('not-a-tar-gz', `has an extended header of ${size} bytes`);
    }
    if (type === '5' && size > 0) {
      throw new UnsafeArchive('unsupported-entry', 'has a folder entry with content');
    }
    this.#remaining = Math.ceil(size / BLOCK) * BLOCK;
    if (this.#remaining > 0) this.#mode = 'content';
  }

  #acceptPadding(bytes: Uint8Array): void {
    this.#padding += bytes.length;
    if (this.#padding > MAX_PADDING_BYTES || !isZero(bytes)) {
      throw new UnsafeArchive('trailing-garbage', 'goes on after its end marker');
    }
  }
}

/** pax for one file and for all, GNU long link, long name and its old form. */
const extensionTypes: ReadonlySet<string> = new Set(['x', 'g', 'K', 'L', 'N']);

function contentSize(header: Uint8Array): number {
  const field = header.subarray(124, 136);
  // Base 256 is for 8 GiB and more, far over any limit here.
  if (((field[0] ?? 0) & 0x80) !== 0) throw new UnsafeArchive('too-large', 'has an entry of 8 GiB or more');
  const octal = /^ *([0-7]*)[ \0]*$/.exec(Buffer.from(field).toString('latin1'));
  if (octal === null) throw new UnsafeArchive('not-a-tar-gz', 'has no tar header where one must be');
  return octal[1] === undefined || octal[1] === '' ? 0 : Number.parseInt(octal[1], 8);
}

const zeros = Buffer.alloc(64 * 1024);

function isZero(bytes: Uint8Array): boolean {
  for (let offset = 0; offset < bytes.length; offset += zeros.length) {
    const part = bytes.subarray(offset, offset + zeros.length);
    if (zeros.compare(part, 0, part.length, 0, part.length) !== 0) return false;
  }
  return true;
}

import { createHash } from 'node:crypto';

/** 64 lower-case hex digits of a SHA-256: the only name under which anything is stored. */
export type Digest = string & { readonly __brand: 'Digest' };

export class NotADigest extends Error {
  override readonly name = 'NotADigest';

  constructor(text: string) {
    super(`${JSON.stringify(text.slice(0, 80))} is not a digest: 64 lower-case hex digits are needed.`);
  }
}

/** Checks that a text is a digest and brands it. @throws NotADigest */
export function digestOf(text: string): Digest {
  if (!isDigest(text)) throw new NotADigest(text);
  return text;
}

export const isDigest = (text: string): text is Digest => /^[0-9a-f]{64}$/.test(text);

/** The SHA-256 of bytes or of a text's UTF-8. */
export const sha256 = (content: Uint8Array | string): Digest => new DigestMeter().update(content).digest();

/** SHA-256 and size of content that comes in pieces. */
export class DigestMeter {
  readonly #hash = createHash('sha256');
  size = 0;

  update(piece: Uint8Array | string): this {
    this.size += typeof piece === 'string' ? Buffer.byteLength(piece) : piece.length;
    this.#hash.update(piece);
    return this;
  }

  /** Ends the meter. */
  digest(): Digest {
    return this.#hash.digest('hex') as Digest;
  }
}

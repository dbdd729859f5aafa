import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';

/** Bytes of one file in a gzip container: to be compressed, or to be stored as they are. */
export interface Piece {
  readonly bytes: Uint8Array;
  readonly stored: boolean;
}

/** No name, no time, no system: the same content is the same bytes. XFL 2 says that it is compressed densely. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 0xff);
/** A last block that holds nothing. */
const LAST_BLOCK = Uint8Array.of(1, 0, 0, 0xff, 0xff);
const LONGEST_STORED_BLOCK = 0xffff;

/**
 * One gzip member (RFC 1952) whose deflate stream (RFC 1951) is put together of compressed blocks, each flushed to a
 * whole byte, and stored ones. zlib's own change of level within a stream does not reach level 0.
 */
export async function* gzipOf(pieces: AsyncIterable<Piece>): AsyncGenerator<Uint8Array, void, undefined> {
  yield HEADER;
  let [checksum, size] = [0, 0];
  for await (const { bytes, stored } of pieces) {
    if (bytes.length === 0) continue;
    checksum = crc32(bytes, checksum);
    size = (size + bytes.length) >>> 0;
    if (stored) yield* storedBlocks(bytes);
    else yield await deflate(bytes, { level: constants.Z_BEST_COMPRESSION, finishFlush: constants.Z_SYNC_FLUSH });
  }
  yield LAST_BLOCK;
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(checksum, 0);
  trailer.writeUInt32LE(size, 4);
  yield trailer;
}

const deflate = promisify(deflateRaw);

/** Byte by byte as they are, each block with its length and the complement of it. */
function* storedBlocks(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += LONGEST_STORED_BLOCK) {
    const block = bytes.subarray(at, at + LONGEST_STORED_BLOCK);
    const header = Buffer.alloc(5);
    header.writeUInt16LE(block.length, 1);
    header.writeUInt16LE(~block.length & 0xffff, 3);
    yield header;
    yield block;
  }
}

import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import type { FileTree } from '@pagewright/kernel/file-tree';
import { collectBytes } from '../byte-stream.ts';
import { isCompressed } from './compressed-kinds.ts';
import { assertSafePath, byCodeUnit } from './file-path.ts';
import { gzipOf, type Piece } from './gzip-pieces.ts';
import { NameLedger } from './name-ledger.ts';

/**
 * Packs a tree as one deterministic `tar.gz`: sorted by code unit, mode 644, time 0, owner 0. Files that are compressed
 * by their own kind are stored as they are. The same tree gives the same bytes with the same zlib; across zlib versions
 * compare the tree's digest, which says nothing about the container.
 * @throws UnsafeArchive when a name could not be unpacked again.
 */
export const packTree = (tree: FileTree): Promise<Uint8Array> => collectBytes(packStream(tree));

/** `packTree` as a stream; names are checked before it is returned. */
export function packStream(tree: FileTree): Readable {
  const paths = [...tree.keys()].toSorted(byCodeUnit);
  assertTree(paths);
  return Readable.from(gzipOf(joined(tarOf(tree, paths))), { objectMode: false });
}

function assertTree(paths: readonly string[]): void {
  const names = new NameLedger();
  for (const path of paths) {
    assertSafePath(path);
    names.addFile(path);
  }
}

async function* tarOf(tree: FileTree, paths: readonly string[]): AsyncGenerator<Piece, void, undefined> {
  const tar = pack();
  const compressed = new Set<unknown>();
  for (const name of paths) {
    const content = tree.get(name) ?? new Uint8Array();
    const fixed = { mode: 0o644, mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '' };
    const body = Buffer.from(content.buffer, content.byteOffset, content.length);
    if (isCompressed(name)) compressed.add(body);
    tar.entry({ name, size: content.length, ...fixed }, body);
  }
  tar.finalize();
  // Its streams are untyped; a pack yields bytes only, and the body of an entry as the very buffer that it was given.
  for await (const bytes of tar as AsyncIterable<Uint8Array>) yield { bytes, stored: compressed.has(bytes) };
}

/** As much as is compressed at once. */
const LARGEST = 256 * 1024;

/** One trip into zlib for many small files: ten thousand pack several times faster. */
async function* joined(pieces: AsyncIterable<Piece>): AsyncGenerator<Piece, void, undefined> {
  let waiting: Uint8Array[] = [];
  let [size, stored] = [0, false];
  for await (const piece of pieces) {
    if (size >= LARGEST || (size > 0 && piece.stored !== stored)) {
      yield { bytes: Buffer.concat(waiting), stored };
      [waiting, size] = [[], 0];
    }
    waiting.push(piece.bytes);
    size += piece.bytes.length;
    stored = piece.stored;
  }
  yield { bytes: Buffer.concat(waiting), stored };
}

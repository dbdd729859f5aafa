import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import type { FileTree } from '@pagewright/kernel/file-tree';
import { collectBytes } from '../byte-stream.ts';
import { assertSafePath, byCodeUnit } from './file-path.ts';
import { NameLedger } from './name-ledger.ts';

/**
 * Packs a tree as one deterministic `tar.gz`: sorted by code unit, mode 644, time 0, owner 0.
 * The same tree gives the same bytes with the same zlib; across zlib versions compare the tree's
 * digest, which says nothing about the container.
 * @throws UnsafeArchive when a name could not be unpacked again.
 */
export const packTree = (tree: FileTree): Promise<Uint8Array> => collectBytes(packStream(tree));

/** `packTree` as a stream; names are checked before it is returned. */
export function packStream(tree: FileTree): Readable {
  const paths = [...tree.keys()].toSorted(byCodeUnit);
  assertTree(paths);
  const gzip = createGzip({ level: 9 });
  // An error on either side destroys both; the reader meets it on the stream that it holds.
  pipeline(Readable.from(inPieces(tarOf(tree, paths))), gzip, () => undefined);
  return gzip;
}

function assertTree(paths: readonly string[]): void {
  const names = new NameLedger();
  for (const path of paths) {
    assertSafePath(path);
    names.addFile(path);
  }
}

async function* tarOf(tree: FileTree, paths: readonly string[]): AsyncGenerator<Uint8Array, void, undefined> {
  const tar = pack();
  for (const name of paths) {
    const content = tree.get(name) ?? new Uint8Array();
    const fixed = { mode: 0o644, mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '' };
    tar.entry(
      { name, size: content.length, ...fixed },
      Buffer.from(content.buffer, content.byteOffset, content.length),
    );
  }
  tar.finalize();
  yield* tar as AsyncIterable<Uint8Array>; // its streams are untyped; a pack yields bytes only
}

/** One trip into zlib per 64 KiB instead of three per file: ten thousand small files pack several times faster. */
async function* inPieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes < 64 * 1024) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    bytes = 0;
  }
  yield Buffer.concat(waiting);
}

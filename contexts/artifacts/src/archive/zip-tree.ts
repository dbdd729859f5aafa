import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FileTree } from '@pagewright/kernel/file-tree';
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { isCompressed } from './compressed-kinds.ts';
import { byCodeUnit } from './file-path.ts';

/** What a ZIP can date at the earliest; read in local time, so that the bytes are the same in every zone. */
const EPOCH = new Date(1980, 0, 1);
const UNIX = 3;
const REGULAR_644 = (0o100_644 << 16) >>> 0;
/** Bytes that are compressed before others get their turn. */
const PIECE = 256 * 1024;

/**
 * A tree as one deterministic ZIP, made while it is read: sorted by code unit, mode 644, dated 1980-01-01. The same tree
 * gives the same bytes with the same release of the compressor.
 */
export const zipStream = (tree: FileTree): Readable => Readable.from(zipped(tree), { objectMode: false });

async function* zipped(tree: FileTree): AsyncGenerator<Uint8Array, void, undefined> {
  const made: Uint8Array[] = [];
  let fault: Error | null = null;
  const zip = new Zip((error, chunk) => {
    fault ??= error;
    if (chunk.length > 0) made.push(chunk);
  });
  const taken = (): readonly Uint8Array[] => {
    if (fault) throw fault;
    return made.splice(0);
  };
  for (const path of [...tree.keys()].toSorted(byCodeUnit)) {
    const content = tree.get(path) ?? new Uint8Array();
    const entry = entryOf(path);
    zip.add(entry);
    let at = 0;
    do {
      entry.push(content.subarray(at, at + PIECE), at + PIECE >= content.length);
      at += PIECE;
      yield* taken();
      await nextTurn();
    } while (at < content.length);
  }
  zip.end();
  yield* taken();
}

const entryOf = (path: string): ZipDeflate | ZipPassThrough => {
  const entry = isCompressed(path) ? new ZipPassThrough(path) : new ZipDeflate(path, { level: 6 });
  return Object.assign(entry, { mtime: EPOCH, os: UNIX, attrs: REGULAR_644 });
};

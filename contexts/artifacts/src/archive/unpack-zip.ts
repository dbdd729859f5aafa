import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entry, fromBufferPromise, getFileNameLowLevel, type ZipFile } from 'yauzl';
import type { FileTree } from '@pagewright/kernel/file-tree';
import { asChunks } from '../byte-stream.ts';
import { defaultArchiveLimits, type ArchiveLimits } from './archive-limits.ts';
import { assertSafePath } from './file-path.ts';
import { NameLedger } from './name-ledger.ts';
import { skips, type SkipEntry } from './skip-entry.ts';
import { inWords, TreeCount } from './tree-count.ts';
import { UnsafeArchive } from './unsafe-archive.ts';

/**
 * Reads a zip of unknown origin into memory, whole or not at all, under the same rules as a `tar.gz`: see
 * `unpackArchive`. A zip is read by the list at its end, so all of it is there before anything is inflated; each entry is
 * inflated to the size it declares and no further, and compared with its checksum.
 * @throws UnsafeArchive; errors of the source pass through unchanged.
 */
export async function unpackZip(
  source: AsyncIterable<Uint8Array> | Uint8Array,
  limits: ArchiveLimits = defaultArchiveLimits,
  skip: SkipEntry = () => false,
): Promise<FileTree> {
  const zip = await opened(await collected(source, limits.maxCompressedBytes));
  try {
    const tree = new Map<string, Uint8Array>();
    for (const [path, entry] of await listed(zip, limits, skip)) tree.set(path, await contentOf(zip, entry, path));
    return tree;
  } catch (raw) {
    throw raw instanceof UnsafeArchive
      ? raw
      : new UnsafeArchive('damaged', 'is no zip that can be read', { cause: raw });
  } finally {
    zip.close();
  }
}

/** The files of the whole list, each of them found good before any is inflated. */
const listed = async (
  zip: ZipFile,
  limits: ArchiveLimits,
  skip: SkipEntry,
): Promise<readonly (readonly [path: string, entry: Entry])[]> => {
  const files: [string, Entry][] = [];
  const names = new NameLedger();
  const count = new TreeCount(limits);
  // Folders and what is left out count against a bound of their own.
  const most = 4 * limits.maxFiles;
  let entries = 0;
  for await (const entry of zip.eachEntry()) {
    entries += 1;
    if (entries > most) throw new UnsafeArchive('too-many-files', `has more than ${most} entries`);
    const path = nameOf(entry);
    if (skips(skip, path)) continue;
    assertPlain(entry, path);
    if (path.endsWith('/')) {
      acceptFolder(path.slice(0, -1), entry, names, limits);
      continue;
    }
    assertSafePath(path, limits);
    names.addFile(path);
    count.file(path, entry.uncompressedSize);
    files.push([path, entry]);
  }
  return files;
};

const collected = async (source: AsyncIterable<Uint8Array> | Uint8Array, maxBytes: number): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of asChunks(source)) {
    bytes += part.length;
    if (bytes > maxBytes) throw new UnsafeArchive('too-large', `has more than ${inWords(maxBytes)}`);
    parts.push(part);
  }
  return Buffer.concat(parts);
};

const opened = async (bytes: Buffer): Promise<ZipFile> => {
  try {
    // Names are decoded here, so that the rules for them are those of every archive.
    return await fromBufferPromise(bytes, { lazyEntries: true, decodeStrings: false });
  } catch (cause) {
    throw new UnsafeArchive('truncated', 'has no list of its files at its end', { cause });
  }
};

/**
 * UTF-8 where the bytes are, whatever the flag says: macOS leaves the flag out. Else as the format has it, code page 437
 * or the Unicode path of an extra field. Some programs of Windows write backslashes between folders.
 */
const nameOf = (entry: Entry): string => {
  const { fileNameRaw, generalPurposeBitFlag, extraFields } = entry;
  const name = utf8(fileNameRaw) ?? getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true);
  return name.includes('/') ? name : name.replaceAll('\\', '/');
};

const utf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const FILE_TYPE = 0o170000;
const SYMLINK = 0o120000;
const DEVICES: ReadonlySet<number> = new Set([0o010000, 0o020000, 0o060000, 0o140000]);

const assertPlain = (entry: Entry, path: string): void => {
  // The upper half is a Unix mode where the packing system has one.
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  if (type === SYMLINK) throw new UnsafeArchive('link', 'is a link', { entry: path });
  if (DEVICES.has(type)) throw new UnsafeArchive('device', 'is a device or a pipe', { entry: path });
  if (entry.isEncrypted()) throw new UnsafeArchive('unsupported-entry', 'is encrypted', { entry: path });
  if (!entry.canDecodeFileData()) {
    throw new UnsafeArchive('unsupported-entry', 'is compressed in a way that is not read here', { entry: path });
  }
};

const acceptFolder = (path: string, entry: Entry, names: NameLedger, limits: ArchiveLimits): void => {
  if (entry.uncompressedSize > 0)
    throw new UnsafeArchive('unsupported-entry', 'is a folder with content', { entry: path });
  if (path === '.' || path === '') return;
  assertSafePath(path, limits);
  names.addFolder(path);
};

const contentOf = async (zip: ZipFile, entry: Entry, path: string): Promise<Uint8Array> => {
  const bytes = new Uint8Array(entry.uncompressedSize);
  let filled = 0;
  try {
    const content: Readable = await zip.openReadStreamPromise(entry);
    for await (const piece of content as AsyncIterable<Buffer>) {
      bytes.set(piece, filled);
      filled += piece.length;
    }
  } catch (cause) {
    throw new UnsafeArchive('damaged', 'cannot be unpacked as it is described', { entry: path, cause });
  }
  if (filled !== bytes.length || crc32(bytes) !== entry.crc32) {
    throw new UnsafeArchive('damaged', 'has a wrong checksum', { entry: path });
  }
  return bytes;
};

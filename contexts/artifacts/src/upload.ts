import type { FileTree } from '@pagewright/kernel/file-tree';
import { defaultArchiveLimits, type ArchiveLimits } from './archive/archive-limits.ts';
import { byCodeUnit } from './archive/file-path.ts';
import { unpackArchive } from './archive/unpack-archive.ts';
import { unpackZip } from './archive/unpack-zip.ts';
import { UnsafeArchive } from './archive/unsafe-archive.ts';
import { junkOf } from './junk.ts';

export interface Upload {
  readonly tree: FileTree;
  /** Files and, ending in `/`, folders that nobody means to publish, left out; sorted. */
  readonly ignored: readonly string[];
  /** The one top folder that held everything and was taken off. */
  readonly strippedFolder: string | undefined;
}

/**
 * Unpacks what a person uploads, a zip or a tar.gz: safely, without what their system and tools added, and out of the
 * one folder that most archives are wrapped in. An archive of ours is read by `unpackArchive`, which keeps all.
 * @throws UnsafeArchive
 */
export async function unpackUpload(
  source: AsyncIterable<Uint8Array> | Uint8Array,
  limits: ArchiveLimits = defaultArchiveLimits,
): Promise<Upload> {
  const ignored = new Set<string>();
  const skip = (path: string): boolean => {
    const junk = junkOf(path);
    if (junk !== undefined) ignored.add(junk);
    return junk !== undefined;
  };
  const { kind, content } = await recognised(source);
  const unpack = { 'tar.gz': unpackArchive, zip: unpackZip }[kind];
  const tree = await unpack(content, limits, skip);
  return { ...stripSingleTopFolder(tree), ignored: [...ignored].toSorted(byCodeUnit) };
}

/** If all files lie below one single top folder, takes it off; once, not again inside. */
export function stripSingleTopFolder(tree: FileTree): Pick<Upload, 'tree' | 'strippedFolder'> {
  const tops = new Set([...tree.keys()].map((path) => path.slice(0, path.indexOf('/') + 1)));
  const [top] = tops;
  if (tops.size !== 1 || top === undefined || top === '') return { tree, strippedFolder: undefined };
  const stripped = new Map([...tree].map(([path, content]) => [path.slice(top.length), content]));
  return { tree: stripped, strippedFolder: top.slice(0, -1) };
}

interface Recognised {
  readonly kind: 'tar.gz' | 'zip';
  readonly content: AsyncIterable<Uint8Array> | Uint8Array;
}

/** By its first bytes: what a name or a sender says of an archive is no proof. */
const recognised = async (source: AsyncIterable<Uint8Array> | Uint8Array): Promise<Recognised> => {
  if (source instanceof Uint8Array) return { kind: kindOf(source), content: source };
  const chunks = source[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < MAGIC_BYTES) {
    const { done, value } = await chunks.next();
    if (done) break;
    read.push(value);
    bytes += value.length;
  }
  const rest = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* read;
      for (let step = await chunks.next(); !step.done; step = await chunks.next()) yield step.value;
    } finally {
      await chunks.return?.();
    }
  };
  try {
    return { kind: kindOf(Buffer.concat(read)), content: rest() };
  } catch (refusal) {
    await chunks.return?.();
    throw refusal;
  }
};

const MAGIC_BYTES = 4;

const kindOf = (bytes: Uint8Array): Recognised['kind'] => {
  const [first, second, third, fourth] = bytes;
  if (first === 0x1f && second === 0x8b) return 'tar.gz';
  // A local file header, or the end record of a zip with nothing in it (APPNOTE 4.3.7, 4.3.16).
  const isZip = first === 0x50 && second === 0x4b && ((third === 3 && fourth === 4) || (third === 5 && fourth === 6));
  if (isZip) return 'zip';
  throw new UnsafeArchive('not-an-archive', 'is neither a zip nor a tar.gz');
};

import { type ArtifactStore, type Digest, getBytes, unpackArchive } from '@pagewright/artifacts';
import type { FileTree } from '@pagewright/kernel';

/** Bytes of files that are kept unpacked. */
const ROOM = 64 * 1024 * 1024;

/** Trees by the digest of their archive: who looks at one file of a version looks at the next one soon. */
export interface TreeShelf {
  /** @throws ArtifactMissing, ArtifactCorrupt, UnsafeArchive */
  tree(archive: Digest): Promise<FileTree>;
}

export const createTreeShelf = (artifacts: ArtifactStore, room = ROOM): TreeShelf => {
  const kept = new Map<Digest, { readonly tree: FileTree; readonly size: number }>();
  const coming = new Map<Digest, Promise<FileTree>>();
  let taken = 0;

  const keep = (archive: Digest, tree: FileTree): void => {
    const size = [...tree.values()].reduce((sum, bytes) => sum + bytes.length, 0);
    if (size > room) return;
    kept.set(archive, { tree, size });
    taken += size;
    for (const [oldest, { size: freed }] of kept) {
      if (taken <= room) return;
      kept.delete(oldest);
      taken -= freed;
    }
  };
  const unpack = async (archive: Digest): Promise<FileTree> => {
    const tree = await unpackArchive(await getBytes(artifacts, archive));
    keep(archive, tree);
    return tree;
  };

  return {
    tree: async (archive) => {
      const known = kept.get(archive);
      if (known) {
        kept.delete(archive);
        kept.set(archive, known);
        return known.tree;
      }
      const unpacking = coming.get(archive) ?? unpack(archive);
      coming.set(archive, unpacking);
      try {
        return await unpacking;
      } finally {
        coming.delete(archive);
      }
    },
  };
};

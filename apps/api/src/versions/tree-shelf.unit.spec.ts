import { type ArtifactStore, type Digest, packTree, putBytes } from '@pagewright/artifacts';
import { memoryArtifactStore } from '@pagewright/artifacts/memory';
import { beforeEach, describe, expect, it } from 'vitest';
import { createTreeShelf } from './tree-shelf.ts';

let reads: Digest[];
let artifacts: ArtifactStore;
beforeEach(() => {
  reads = [];
  const store = memoryArtifactStore();
  artifacts = {
    ...store,
    put: (digest, content) => store.put(digest, content),
    get: (digest) => {
      reads.push(digest);
      return store.get(digest);
    },
  };
});

const archiveOf = async (name: string, size: number): Promise<Digest> =>
  (await putBytes(artifacts, await packTree(new Map([[name, new Uint8Array(size).fill(97)]])))).digest;

describe('The shelf of trees', () => {
  it('unpacks an archive once, also for those who ask at the same time', async () => {
    const shelf = createTreeShelf(artifacts);
    const archive = await archiveOf('a.html', 10);
    const trees = await Promise.all([shelf.tree(archive), shelf.tree(archive)]);
    expect([...trees, await shelf.tree(archive)].map((tree) => [...tree.keys()])).toEqual(
      Array.from({ length: 3 }, () => ['a.html']),
    );
    expect(reads).toEqual([archive]);
  });

  it('lets go of what was asked for longest ago', async () => {
    const shelf = createTreeShelf(artifacts, 25);
    const [a, b, c] = [await archiveOf('a', 10), await archiveOf('b', 10), await archiveOf('c', 10)];
    for (const archive of [a, b, a, c, a, b]) await shelf.tree(archive);
    expect(reads).toEqual([a, b, c, b]);
  });

  it('keeps nothing that is larger than all its room', async () => {
    const shelf = createTreeShelf(artifacts, 5);
    const archive = await archiveOf('a', 10);
    await shelf.tree(archive);
    await shelf.tree(archive);
    expect(reads).toEqual([archive, archive]);
  });

  it('asks again after a failure', async () => {
    const shelf = createTreeShelf(artifacts);
    const archive = await archiveOf('a', 10);
    await artifacts.delete(archive);
    await expect(shelf.tree(archive)).rejects.toThrow();
    await archiveOf('a', 10);
    expect([...(await shelf.tree(archive)).keys()]).toEqual(['a']);
  });
});

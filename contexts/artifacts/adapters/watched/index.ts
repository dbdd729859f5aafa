import type { ArtifactReading, ArtifactStore, StoredArtifact } from '@pagewright/artifacts';

export type ArtifactOperation = 'put' | 'get' | 'head' | 'touch' | 'delete';

/** Who looks on: `around` must do the work once and pass its result or its throw on. */
export interface ArtifactWatcher {
  around<Result>(operation: ArtifactOperation, work: () => Promise<Result>): Promise<Result>;
  /** Bytes that were stored, or read by whoever asked for them. */
  moved(operation: 'put' | 'get', bytes: number): void;
}

/** A store with somebody looking on. What it stores and answers is untouched. */
export const watchedArtifactStore = (store: ArtifactStore, watcher: ArtifactWatcher): ArtifactStore => ({
  put: (digest, content) =>
    watcher.around('put', async (): Promise<StoredArtifact> => {
      const stored = await store.put(digest, content);
      watcher.moved('put', stored.size);
      return stored;
    }),
  get: (digest) =>
    watcher.around('get', async (): Promise<ArtifactReading> => {
      const reading = await store.get(digest);
      return { ...reading, content: counted(reading.content, watcher) };
    }),
  head: (digest) => watcher.around('head', () => store.head(digest)),
  touch: (digest) => watcher.around('touch', () => store.touch(digest)),
  delete: (digest) => watcher.around('delete', () => store.delete(digest)),
  list: () => store.list(),
});

async function* counted(content: AsyncIterable<Uint8Array>, watcher: ArtifactWatcher): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    watcher.moved('get', chunk.length);
    yield chunk;
  }
}

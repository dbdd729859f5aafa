import { collectBytes } from './byte-stream.ts';
import { sha256, type Digest } from './digest.ts';

export interface StoredArtifact {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

export interface ArtifactHead extends StoredArtifact {
  /** When it was last put or touched. */
  readonly touchedAt: Date;
}

export interface ArtifactReading extends StoredArtifact {
  /**
   * The bytes, once. The last step compares them with the digest and throws `ArtifactCorrupt`, so a
   * reader that stops early or ignores the error has unverified bytes. Nothing is held open before
   * the first read.
   */
  readonly content: AsyncIterable<Uint8Array>;
}

/**
 * Durable storage for archives and for every blob that an event names (manifests, conversations,
 * prompts). The name of an object is the digest of its bytes and nothing else; an object never changes.
 * Every adapter passes `test/contracts/artifact-store.contract.ts`.
 */
export interface ArtifactStore {
  /**
   * Stores content durably before it resolves. Storing what is there already touches it; several puts
   * of one digest at once are fine. An interrupted put leaves nothing under the digest.
   * @throws DigestMismatch, having stored nothing; ArtifactStoreFull; errors of the content's own source.
   */
  put(digest: Digest, content: AsyncIterable<Uint8Array> | Uint8Array): Promise<StoredArtifact>;

  /** @throws ArtifactMissing */
  get(digest: Digest): Promise<ArtifactReading>;

  head(digest: Digest): Promise<ArtifactHead | undefined>;

  /** Moves `touchedAt` to now, which keeps clean-up away for a day. @throws ArtifactMissing */
  touch(digest: Digest): Promise<void>;

  /** Removes an object; one that is not there is no error. */
  delete(digest: Digest): Promise<void>;

  /** Everything stored, in no order. What is put or deleted meanwhile may or may not be among it. */
  list(): AsyncIterable<ArtifactHead>;
}

/** Stores bytes under the digest that they have. */
export const putBytes = (store: ArtifactStore, bytes: Uint8Array): Promise<StoredArtifact> =>
  store.put(sha256(bytes), bytes);

/** Reads a whole object into memory; bytes that are returned were verified. @throws ArtifactMissing, ArtifactCorrupt */
export const getBytes = async (store: ArtifactStore, digest: Digest): Promise<Uint8Array> =>
  collectBytes((await store.get(digest)).content);

import { ArtifactMissing, DigestMismatch } from './artifact-errors.ts';
import type { ArtifactStore } from './artifact-store.ts';
import { asChunks, collectBytes } from './byte-stream.ts';
import { digestOf, sha256, type Digest } from './digest.ts';
import { verifiedContent } from './verified-content.ts';

export interface MemoryArtifact {
  readonly bytes: Uint8Array;
  readonly touchedAt: Date;
}

/** An artifact store for tests that ends with its process. Its objects can be handed in, to be seen or damaged. */
export function memoryArtifactStore(objects = new Map<Digest, MemoryArtifact>()): ArtifactStore {
  const existing = (digest: Digest): MemoryArtifact => {
    const found = objects.get(digestOf(digest));
    if (found === undefined) throw new ArtifactMissing(digest);
    return found;
  };

  return {
    put: async (digest, content) => {
      digestOf(digest);
      const bytes = await collectBytes(asChunks(content));
      const actual = sha256(bytes);
      if (actual !== digest) throw new DigestMismatch(digest, actual);
      objects.set(digest, { bytes, touchedAt: new Date() });
      return { digest, size: bytes.length };
    },

    get: async (digest) => {
      const { bytes } = existing(digest);
      return { digest, size: bytes.length, content: verifiedContent(digest, asChunks(bytes.slice())) };
    },

    head: async (digest) => {
      const found = objects.get(digestOf(digest));
      return found && { digest, size: found.bytes.length, touchedAt: found.touchedAt };
    },

    touch: async (digest) => {
      objects.set(digest, { ...existing(digest), touchedAt: new Date() });
    },

    delete: async (digest) => {
      objects.delete(digestOf(digest));
    },

    list: async function* () {
      for (const [digest, { bytes, touchedAt }] of objects) yield { digest, size: bytes.length, touchedAt };
    },
  };
}

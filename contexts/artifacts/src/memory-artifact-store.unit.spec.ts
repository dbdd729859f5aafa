import { describeArtifactStore } from '../../../test/contracts/artifact-store.contract.ts';
import type { Digest } from './digest.ts';
import { memoryArtifactStore, type MemoryArtifact } from './memory-artifact-store.ts';

describeArtifactStore('memory', async () => {
  const objects = new Map<Digest, MemoryArtifact>();
  return {
    store: memoryArtifactStore(objects),
    damage: async (digest) => {
      const { bytes, touchedAt } = objects.get(digest) ?? { bytes: new Uint8Array(1), touchedAt: new Date() };
      objects.set(digest, { bytes: bytes.map((byte, index) => (index === 0 ? byte ^ 1 : byte)), touchedAt });
    },
    close: async () => undefined,
  };
});

import { memoryArtifactStore, type MemoryArtifact } from '@pagewright/artifacts/memory';
import type { Digest } from '@pagewright/artifacts';
import { describeArtifactStore } from '../../../../test/contracts/artifact-store.contract.ts';
import { watchedArtifactStore } from './index.ts';

const looksOn = { around: <Result>(_: string, work: () => Promise<Result>) => work(), moved: () => undefined };

describeArtifactStore('a watched store', async () => {
  const objects = new Map<Digest, MemoryArtifact>();
  return {
    store: watchedArtifactStore(memoryArtifactStore(objects), looksOn),
    damage: async (digest) => {
      const { bytes, touchedAt } = objects.get(digest) ?? { bytes: new Uint8Array(1), touchedAt: new Date() };
      objects.set(digest, { bytes: bytes.map((byte, index) => (index === 0 ? byte ^ 1 : byte)), touchedAt });
    },
    close: async () => undefined,
  };
});

import type { Snapshots, StreamName } from '@pagewright/kernel';
import { decodeSnapshot, encodeSnapshot } from '../snapshots/encode.ts';

/** Snapshots as bytes, so that nothing comes back that could not have been written. */
export const createMemorySnapshots = (): Snapshots => {
  const kept = new Map<StreamName, Uint8Array>();
  return {
    find: async (stream) => {
      const bytes = kept.get(stream);
      return bytes && decodeSnapshot(bytes);
    },
    keep: async (stream, snapshot) => void kept.set(stream, await encodeSnapshot(snapshot)),
  };
};

import { randomBytes } from 'node:crypto';
import type { Keys } from '@pagewright/kernel';
import { KEY_BYTES, keyErased, keyName } from '../keys/keys.ts';
import { dataKeySubject } from '../subjects.ts';

export const createMemoryKeys = (): Keys => {
  const keys = new Map<string, Uint8Array | 'erased'>();
  return {
    ensure: async (owner) => {
      const key = keyName(owner);
      const known = keys.get(dataKeySubject(key)) ?? new Uint8Array(randomBytes(KEY_BYTES));
      if (known === 'erased') throw keyErased(owner);
      keys.set(dataKeySubject(key), known);
      return { key, bytes: known };
    },
    find: async (key) => {
      const known = keys.get(dataKeySubject(key));
      return known === 'erased' ? undefined : known;
    },
    erase: async (owner) => void keys.set(dataKeySubject(keyName(owner)), 'erased'),
  };
};

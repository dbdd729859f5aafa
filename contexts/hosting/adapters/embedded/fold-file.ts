import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fold, FoldMemory } from '@pagewright/hosting/reconciler';
import { replaceFile } from './durable-files.ts';

/** Beside the folders of the sites, none of which can be called so. */
const NAME = '.fold.json';

/** The host's fold of the log as one file, replaced as a whole. */
export const foldFile = (root: string): FoldMemory => {
  const path = join(root, NAME);
  return {
    recall: async () => {
      try {
        return JSON.parse(await readFile(path, 'utf8')) as Fold;
      } catch {
        return undefined;
      }
    },
    keep: (fold) => replaceFile(path, JSON.stringify(fold)),
  };
};

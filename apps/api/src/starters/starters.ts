import { type ArtifactStore, packTree, putBytes } from '@pagewright/artifacts';
import type { SiteSource } from '@pagewright/sites';
import type { z } from 'zod';
import type { starter } from '../contract/sites.ts';
import { pagesOf } from '../views/pages.ts';
import { shippedStarters } from './shipped.ts';

export type Starter = Omit<z.infer<typeof starter>, 'thumbnail'>;
type Archive = SiteSource['archive'];

/** Sites to begin from. */
export interface Starters {
  readonly list: readonly Starter[];
  /** Undefined for a name that no starter has. */
  archiveOf(name: string): Archive | undefined;
}

/** Packs the starters and stores them; they are then artifacts like any other. */
export const loadStarters = async (artifacts: ArtifactStore): Promise<Starters> => {
  const archives = new Map<string, Archive>();
  const list: Starter[] = [];
  for (const { aliases, read, ...about } of await shippedStarters()) {
    const tree = await read();
    const stored = await putBytes(artifacts, await packTree(tree));
    // Both brands say the same: 64 hex digits of the stored bytes.
    const archive = { digest: String(stored.digest) as Archive['digest'], size: stored.size };
    for (const name of [about.name, ...aliases]) archives.set(name, archive);
    const bytes = [...tree.values()].reduce((sum, file) => sum + file.length, 0);
    list.push({ ...about, files: tree.size, bytes, pages: pagesOf([...tree.keys()]) });
  }
  return { list, archiveOf: (name) => archives.get(name) };
};

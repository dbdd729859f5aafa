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
  /** Digest of the picture that came with it; undefined where none did. */
  pictureOf(name: string): string | undefined;
}

/** Packs the starters and stores them; they are then artifacts like any other. */
export const loadStarters = async (artifacts: ArtifactStore): Promise<Starters> => {
  const archives = new Map<string, Archive>();
  const pictures = new Map<string, string>();
  const list: Starter[] = [];
  for (const { aliases, read, picture, ...about } of await shippedStarters()) {
    const tree = await read();
    const stored = await putBytes(artifacts, await packTree(tree));
    // Both brands say the same: 64 hex digits of the stored bytes.
    const archive = { digest: String(stored.digest) as Archive['digest'], size: stored.size };
    for (const name of [about.name, ...aliases]) archives.set(name, archive);
    if (picture) pictures.set(about.name, String((await putBytes(artifacts, picture.bytes)).digest));
    const bytes = [...tree.values()].reduce((sum, file) => sum + file.length, 0);
    list.push({ ...about, files: tree.size, bytes, pages: pagesOf([...tree.keys()]) });
  }
  return { list, archiveOf: (name) => archives.get(name), pictureOf: (name) => pictures.get(name) };
};

import type { Aggregates, WorkQueue } from '@pagewright/kernel';
import { archivePictureDecider, archiveStream, PICTURE_QUEUE } from '@pagewright/sites';
import type { Starters } from './starters.ts';

/**
 * What the starters look like: the picture that came with one, else made once for its archive, by a browser somewhere,
 * and then the same for ever.
 */
export interface StarterPictures {
  /** Digest of the picture of a starter's home page; null while there is none. */
  pictureOf(name: string): Promise<string | null>;
  /** Asks for the pictures that there are not yet; nobody waits for them. */
  ask(): Promise<void>;
}

interface Doors {
  readonly starters: Starters;
  readonly aggregates: Pick<Aggregates, 'read'>;
  readonly work: Pick<WorkQueue, 'put'>;
}

export const createStarterPictures = ({ starters, aggregates, work }: Doors): StarterPictures => {
  const known = new Map<string, string>();

  const pictureOf = async (name: string): Promise<string | null> => {
    const shipped = starters.pictureOf(name);
    if (shipped !== undefined) return shipped;
    const archive = starters.archiveOf(name)?.digest;
    if (archive === undefined) return null;
    const before = known.get(archive);
    if (before !== undefined) return before;
    const { state } = await aggregates.read(archiveStream(archive), archivePictureDecider);
    const digest = state.status === 'pictured' ? state.picture?.digest : undefined;
    if (digest !== undefined) known.set(archive, digest);
    return digest ?? null;
  };

  return {
    pictureOf,
    ask: async () => {
      for (const { name } of starters.list) {
        const archive = starters.archiveOf(name)?.digest;
        if (archive === undefined || starters.pictureOf(name) !== undefined) continue;
        const { state } = await aggregates.read(archiveStream(archive), archivePictureDecider);
        if (state.status === 'none') await work.put({ queue: PICTURE_QUEUE, id: archive, body: { archive } });
      }
    },
  };
};

import { KeyErased, type Sealed, type Sealer } from '@pagewright/kernel';
import type { SiteId } from '@pagewright/sites';

/** Longest text that goes into an event: with its seal and eight choices it stays far below what an event may hold. */
const LONGEST = 8_000;

/** Seals text made from what people typed under the key of their site. */
export const sealing =
  (sealer: Sealer, site: SiteId) =>
  (text: string): Promise<Sealed> =>
    sealer.seal({ kind: 'site', id: site }, text.slice(0, LONGEST).toWellFormed());

/** Null when the site's key was erased: then nothing can be said any more. */
export const sealIfPossible = async (seal: (text: string) => Promise<Sealed>, text: string): Promise<Sealed | null> => {
  try {
    return await seal(text);
  } catch (raw) {
    if (raw instanceof KeyErased) return null;
    throw raw;
  }
};

export const OUT_OF_ATTEMPTS =
  'The build stopped unexpectedly each time it was tried. Your request is kept: send it again to try once more.';
export const TIMED_OUT = 'The build took longer than it may and was stopped. Try a smaller request.';
export const SOURCE_MISSING = 'The files this build starts from are not in the store any more.';
export const UNCHANGED = 'Nothing was changed: the result has the same files as before.';
export const CONFLICTS =
  'Later builds changed the same places meanwhile. Nothing was undone; undo it again and choose what to take.';
export const noAgent = (name: string): string => `This installation has no agent named "${name}".`;

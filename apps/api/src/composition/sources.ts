import { type ArtifactStore, digestOf, getBytes } from '@pagewright/artifacts';
import type { Sealer } from '@pagewright/kernel';
import type { Sources } from '@pagewright/projections';

/** What read models are made of besides the log. */
export const createSources = (sealer: Sealer, artifacts: ArtifactStore): Sources => ({
  // PostgreSQL keeps no NUL in text; its picture says that one was there.
  open: async (sealed) => (await sealer.open(sealed)).replaceAll('\0', '\u2400'),
  blob: (digest) => getBytes(artifacts, digestOf(digest)),
});

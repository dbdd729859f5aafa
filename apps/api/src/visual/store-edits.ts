import { putBytes } from '@pagewright/artifacts';
import { editsInWords, type VisualEdit, withSeenPages } from '@pagewright/authoring';
import type { Sha256, SiteId } from '@pagewright/sites';
import type { z } from 'zod';
import type { visualEdits } from '../contract/visual.ts';
import { ApiError } from '../http/api-error.ts';
import type { ApiDependencies } from '../http/dependencies.ts';
import { archiveOf, madeVersion } from '../versions/made-version.ts';

/** Characters of the pages that one build may edit. */
const MOST_SEEN = 4 * 1024 * 1024;

export interface StoredEdits {
  readonly edits: { readonly digest: Sha256; readonly size: number };
  /** What they change, as the person's message. */
  readonly prompt: string;
}

/**
 * Stores edits of a version, with the pages that the person saw, sealed for the site. Their places are compared with the
 * version first, so that what is stored was there.
 */
export const storeEdits = async (
  site: SiteId,
  { version, list }: z.output<typeof visualEdits>,
  dependencies: Pick<ApiDependencies, 'aggregates' | 'artifacts' | 'sealer' | 'trees'>,
): Promise<StoredEdits> => {
  const { artifacts, sealer, trees } = dependencies;
  const tree = await trees.tree(archiveOf(await madeVersion(site, version, dependencies)));
  const edits: readonly VisualEdit[] = list;
  const result = withSeenPages(tree, edits);
  if ('problems' in result) {
    const errors = result.problems.map(({ index, field, message }) => ({
      path: `edits.list.${index}.${field}`,
      message,
    }));
    throw new ApiError(422, 'invalid', `${errors[0]?.path}: ${errors[0]?.message}`, { errors });
  }
  if (result.seen.reduce((sum, { text }) => sum + text.length, 0) > MOST_SEEN) {
    const message = 'the edited pages are too large for one build; save the edits of fewer pages at once';
    throw new ApiError(413, 'too-large', `edits: ${message}.`, { errors: [{ path: 'edits', message }] });
  }
  const sealed = await sealer.seal({ kind: 'site', id: site }, JSON.stringify(result));
  const bytes = new TextEncoder().encode(JSON.stringify(sealed));
  const { digest, size } = await putBytes(artifacts, bytes);
  return { edits: { digest: String(digest) as Sha256, size }, prompt: editsInWords(edits) };
};

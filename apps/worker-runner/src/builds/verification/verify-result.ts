import { compareTrees } from '@pagewright/authoring';
import {
  countsOf,
  listFiles,
  type ManifestCounts,
  type ManifestInput,
  manifestBytes,
  manifestOf,
  treeDigest,
  UnsafeArchive,
  unpackArchive,
} from '@pagewright/artifacts';
import type { FileTree } from '@pagewright/kernel';
import { refusedBy } from '../../../protocol/verdict.ts';
import type { WorkerFinding } from '../../../protocol/wire.ts';

export interface ResultToVerify {
  readonly archive: Uint8Array;
  /** What it was made from; null for a site's first version. */
  readonly source: Uint8Array | null;
  /** An old version that is brought back is not judged again, nor an undo, which was judged as it was merged. */
  readonly checks: 'run' | 'skip';
  readonly about: Omit<ManifestInput, 'tree' | 'filesChanged' | 'checks'>;
}

export type Verdict =
  | { readonly type: 'sound'; readonly tree: string; readonly manifest: Uint8Array; readonly counts: ManifestCounts }
  | { readonly type: 'unchanged' }
  | { readonly type: 'unsafe'; readonly finding: WorkerFinding }
  | { readonly type: 'refused'; readonly findings: readonly WorkerFinding[] };

/** Finds out what an archive really holds: nothing that its maker says about it is believed. */
export const verifyResult = async ({ archive, source, checks, about }: ResultToVerify): Promise<Verdict> => {
  const before = source && (await unpackArchive(source));
  let tree: FileTree;
  try {
    tree = await unpackArchive(archive);
  } catch (raw) {
    if (!(raw instanceof UnsafeArchive)) throw raw;
    const { code, entry, message } = raw;
    return {
      type: 'unsafe',
      finding: { rule: code, path: (entry ?? '').slice(0, 500), message: message.slice(0, 500) },
    };
  }
  const filesChanged = compareTrees(before ?? new Map(), tree);
  if (filesChanged.length === 0) return { type: 'unchanged' };
  const findings = checks === 'run' ? refusedBy(tree, before ?? undefined) : [];
  if (findings.length > 0) return { type: 'refused', findings };
  const ran = checks === 'run' ? [{ name: 'static', passed: true, findings: [] }] : [];
  const manifest = manifestOf({ ...about, tree, filesChanged, checks: ran });
  return {
    type: 'sound',
    tree: treeDigest(listFiles(tree)),
    manifest: manifestBytes(manifest),
    counts: countsOf(manifest),
  };
};

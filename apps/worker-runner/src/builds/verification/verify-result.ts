import { blameBytes, type BlamedTree, blameTree, compareTrees, readBlame } from '@pagewright/authoring';
import {
  countsOf,
  listFiles,
  type ManifestCounts,
  type ManifestInput,
  manifestBytes,
  manifestOf,
  sha256,
  treeDigest,
  UnsafeArchive,
  unpackArchive,
} from '@pagewright/artifacts';
import type { FileTree } from '@pagewright/kernel';
import { refusedBy } from '../../../protocol/verdict.ts';
import type { WorkerFinding } from '../../../protocol/wire.ts';

export interface Origin {
  readonly archive: Uint8Array;
  /** Null where it is not known who wrote it. */
  readonly blame: Uint8Array | null;
}

export interface ResultToVerify {
  readonly archive: Uint8Array;
  /** What it was made from; null for a site's first version. */
  readonly source: Uint8Array | null;
  /** The versions whose authors it keeps, the most important first; none for a site's first version. */
  readonly origins: readonly Origin[];
  /** An old version that is brought back is not judged again, nor an undo, which was judged as it was merged. */
  readonly checks: 'run' | 'skip';
  readonly about: Omit<ManifestInput, 'tree' | 'filesChanged' | 'checks' | 'blame'>;
}

export type Verdict =
  | {
      readonly type: 'sound';
      readonly tree: string;
      readonly manifest: Uint8Array;
      readonly blame: Uint8Array | null;
      readonly counts: ManifestCounts;
    }
  | { readonly type: 'unchanged' }
  | { readonly type: 'unsafe'; readonly finding: WorkerFinding }
  | { readonly type: 'refused'; readonly findings: readonly WorkerFinding[] };

/** Finds out what an archive really holds: nothing that its maker says about it is believed. */
export const verifyResult = async (result: ResultToVerify): Promise<Verdict> => {
  const { archive, source, checks, about } = result;
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
  const blame = await blameOf(result, tree);
  const named = blame && sha256(blame);
  const manifest = manifestOf({ ...about, tree, filesChanged, checks: ran, blame: named });
  return {
    type: 'sound',
    tree: treeDigest(listFiles(tree)),
    manifest: manifestBytes(manifest),
    blame,
    counts: countsOf(manifest),
  };
};

/** Who wrote what in it; null where that is not known of what it was made from. */
const blameOf = async ({ origins, about }: ResultToVerify, tree: FileTree): Promise<Uint8Array | null> => {
  const sources: BlamedTree[] = [];
  for (const { archive, blame } of origins) {
    if (!blame) return null;
    sources.push({ tree: await unpackArchive(archive), blame: readBlame(blame) });
  }
  return blameBytes(blameTree({ tree, build: about.buildId, sources }));
};

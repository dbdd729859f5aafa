import { compareTrees } from '@pagewright/authoring';
import {
  listFiles,
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
  /** An old version that is brought back is not judged again. */
  readonly checks: 'run' | 'skip';
  readonly about: Omit<ManifestInput, 'tree' | 'filesChanged' | 'checks'>;
}

export interface ResultCounts {
  readonly files: number;
  readonly bytes: number;
  readonly created: number;
  readonly modified: number;
  readonly deleted: number;
  /** Lines. */
  readonly added: number;
  readonly removed: number;
}

export type Verdict =
  | { readonly type: 'sound'; readonly tree: string; readonly manifest: Uint8Array; readonly counts: ResultCounts }
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
  const changes = (kind: string): number => filesChanged.filter(({ change }) => change === kind).length;
  const lines = (side: 'added' | 'removed'): number => filesChanged.reduce((sum, change) => sum + change[side], 0);
  return {
    type: 'sound',
    tree: treeDigest(listFiles(tree)),
    manifest: manifestBytes(manifest),
    counts: {
      files: manifest.fileCount,
      bytes: manifest.totalBytes,
      created: changes('created'),
      modified: changes('modified'),
      deleted: changes('deleted'),
      added: lines('added'),
      removed: lines('removed'),
    },
  };
};

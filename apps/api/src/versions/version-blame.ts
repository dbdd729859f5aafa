import { type BlamedTree, blameTree, readBlame, type TreeBlame } from '@pagewright/authoring';
import {
  ArtifactMissing,
  type ArtifactStore,
  digestOf,
  getBytes,
  parseManifest,
  unpackArchive,
} from '@pagewright/artifacts';
import type { FileTree } from '@pagewright/kernel';
import { type ExistingSite, type Version, versionOf } from '@pagewright/sites';

export interface VersionBlames {
  /** Who wrote what in a version; undefined when an earlier one that it would take is not kept any more. */
  of(site: ExistingSite, version: Version): Promise<TreeBlame | undefined>;
}

/** Computed ones that are kept in memory. */
const KEPT = 64;

/**
 * The blame of a version as it was stored beside it. A version from before blames were stored has none: it is computed
 * from the first one on, or from the nearest one that has it, and kept in memory.
 */
export const createVersionBlames = (artifacts: ArtifactStore): VersionBlames => {
  const computed = new Map<string, TreeBlame>();

  const known = async (version: Version): Promise<TreeBlame | undefined> => {
    const kept = computed.get(version.manifest.digest);
    return kept ?? storedBlame(artifacts, version);
  };
  const keep = (version: Version, blame: TreeBlame): TreeBlame => {
    computed.set(version.manifest.digest, blame);
    const [oldest] = computed.keys();
    if (computed.size > KEPT && oldest !== undefined) computed.delete(oldest);
    return blame;
  };
  const treeOf = async ({ artifact }: Version): Promise<FileTree> =>
    unpackArchive(await getBytes(artifacts, digestOf(artifact.digest)));

  /** From the version back to the one before which nothing has to be computed, the oldest first. */
  const unknown = async (site: ExistingSite, version: Version) => {
    const versions: Version[] = [];
    for (let at: Version | undefined = version; at; at = at.parent === null ? undefined : versionOf(site, at.parent)) {
      const blame = await known(at);
      if (blame) return { versions, from: { version: at, blame } };
      versions.unshift(at);
    }
    return { versions, from: undefined };
  };

  const compute = async (site: ExistingSite, version: Version): Promise<TreeBlame | undefined> => {
    const { versions, from } = await unknown(site, version);
    let blame = from?.blame;
    let before: BlamedTree | undefined = from && { tree: await treeOf(from.version), blame: from.blame };
    for (const next of versions) {
      const tree: FileTree = await treeOf(next);
      const old = site.versions.find((other) => other.tree === next.tree && other.version < next.version);
      const restored = old && (await known(old));
      blame = keep(next, restored ?? blameTree({ tree, build: next.build, sources: before ? [before] : [] }));
      before = { tree, blame };
    }
    return blame;
  };

  return {
    of: async (site, version) => {
      try {
        return (await known(version)) ?? (await compute(site, version));
      } catch (raw) {
        if (raw instanceof ArtifactMissing) return undefined;
        throw raw;
      }
    },
  };
};

/** The blame that was stored beside a version, if there is one. */
export const storedBlame = async (artifacts: ArtifactStore, { manifest }: Version): Promise<TreeBlame | undefined> => {
  const { blame } = parseManifest(await getBytes(artifacts, digestOf(manifest.digest)));
  return blame ? readBlame(await getBytes(artifacts, blame)) : undefined;
};

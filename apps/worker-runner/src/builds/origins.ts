import { type ArtifactStore, digestOf, getBytes, parseManifest } from '@pagewright/artifacts';
import { type Version, versionOf } from '@pagewright/sites';
import type { Attempt } from './attempt.ts';
import type { Origin } from './verification/verify-result.ts';

/**
 * The versions whose authors the result of a build keeps: those of the version that it changed; of the one that a
 * restore brings back; and of the one before the build that an undo takes back.
 */
export const originsOf = (artifacts: ArtifactStore, { build, site }: Attempt): Promise<readonly Origin[]> => {
  const of = (number: number | null | undefined): Version[] => {
    const version = number ? versionOf(site, number) : undefined;
    return version ? [version] : [];
  };
  const wanted = build.version === null ? undefined : versionOf(site, build.version);
  switch (build.kind) {
    case 'import':
      return Promise.resolve([]);
    case 'restore':
      return all(artifacts, of(build.version));
    case 'undo':
      return all(artifacts, [...of(build.sourceVersion), ...of(wanted?.parent)]);
    case 'prompt':
    case 'visual':
      return all(artifacts, of(build.sourceVersion));
  }
};

const all = (artifacts: ArtifactStore, versions: readonly Version[]): Promise<readonly Origin[]> =>
  Promise.all(versions.map((version) => originOf(artifacts, version)));

const originOf = async (artifacts: ArtifactStore, { artifact, manifest }: Version): Promise<Origin> => {
  const [archive, told] = await Promise.all([
    getBytes(artifacts, digestOf(artifact.digest)),
    getBytes(artifacts, digestOf(manifest.digest)),
  ]);
  const { blame } = parseManifest(told);
  return { archive, blame: blame && (await getBytes(artifacts, blame)) };
};

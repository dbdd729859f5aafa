import { compareTrees } from '@pagewright/authoring';
import {
  countsOf,
  digestOf,
  getBytes,
  manifestBytes,
  manifestOf,
  parseManifest,
  putBytes,
  unpackArchive,
} from '@pagewright/artifacts';
import type { CommandContext } from '@pagewright/kernel';
import {
  type BuildId,
  type Sha256,
  type SiteCommand,
  type SiteId,
  headOf,
  siteDecider,
  siteStream,
  type VersionNumber,
} from '@pagewright/sites';
import { notFound } from '../http/api-error.ts';
import type { ApiDependencies } from '../http/dependencies.ts';
import { madeVersion } from './made-version.ts';

type RestoreVersion = Extract<SiteCommand, { type: 'RestoreVersion' }>['data'];
interface Wish {
  readonly site: SiteId;
  readonly build: BuildId;
  readonly version: VersionNumber;
  readonly context: CommandContext;
}

/**
 * What a restore stores before it is decided: the manifest of the old tree as a change of the present head. If the head
 * moves meanwhile the aggregate sees it and lets a runner do this again in its turn.
 */
export const prepareRestore = async (
  { site, build, version, context }: Wish,
  { aggregates, artifacts, sealer }: Pick<ApiDependencies, 'aggregates' | 'artifacts' | 'sealer'>,
): Promise<Pick<RestoreVersion, 'summary' | 'made'>> => {
  const { state } = await aggregates.read(siteStream(site), siteDecider);
  if (state.status === 'none') throw notFound(`Version ${version} of site ${site}`);
  const wanted = await madeVersion(site, version, { aggregates, artifacts });
  const summary = `Restored version ${version}`;
  const sealed = await sealer.seal({ kind: 'site', id: site }, summary);
  const head = headOf(state);
  if (!head) return { summary: sealed, made: null };

  const [before, tree] = await Promise.all(
    [head, wanted].map(async ({ artifact }) => unpackArchive(await getBytes(artifacts, digestOf(artifact.digest)))),
  );
  if (!before || !tree) return { summary: sealed, made: null };
  const old = parseManifest(await getBytes(artifacts, digestOf(wanted.manifest.digest)));
  const filesChanged = compareTrees(before, tree);
  const manifest = manifestOf({
    siteId: site,
    buildId: build,
    attempt: 0,
    sourceVersion: head.version,
    fencingToken: null,
    createdAt: context.now,
    tree,
    filesChanged,
    checks: [],
    summary,
    // Who wrote it does not change by bringing it back.
    blame: old.blame,
    agent: null,
  });
  const { digest } = await putBytes(artifacts, manifestBytes(manifest));
  return {
    summary: sealed,
    made: {
      onHead: head.version,
      manifest: { digest: String(digest) as Sha256 },
      counts: countsOf(manifest),
    },
  };
};

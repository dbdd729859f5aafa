import { blameBytes, blameTree, undoSummary } from '@pagewright/authoring';
import {
  countsOf,
  type Digest,
  digestOf,
  getBytes,
  manifestBytes,
  manifestOf,
  packTree,
  parseManifest,
  putBytes,
  treeDigest,
} from '@pagewright/artifacts';
import type { CommandContext } from '@pagewright/kernel';
import {
  type BuildId,
  buildStateOf,
  type Sha256,
  type SiteCommand,
  siteDecider,
  type SiteId,
  siteStream,
} from '@pagewright/sites';
import { ApiError } from '../http/api-error.ts';
import type { ApiDependencies } from '../http/dependencies.ts';
import { type TriedUndo, tryUndo, type UndoWish } from './try-undo.ts';
import { trialDto } from './undo-dto.ts';
import { storedBlame } from './version-blame.ts';

type Dependencies = Pick<ApiDependencies, 'aggregates' | 'artifacts' | 'sealer'>;
type UndoBuild = Extract<SiteCommand, { type: 'UndoBuild' }>['data'];

/**
 * What an undo stores before it is decided: its files and their manifest, and the choices, so that a runner can do it
 * again if the head moves meanwhile. @throws ApiError 409 `undo-conflicts` when something is still to be chosen.
 */
export const prepareUndo = async (
  wish: UndoWish & { readonly build: BuildId; readonly context: CommandContext },
  dependencies: Dependencies,
): Promise<Pick<UndoBuild, 'choices' | 'made'>> => {
  const { artifacts, sealer } = dependencies;
  // A repeat of a request that was decided already: what it would merge into has moved on since, by itself.
  if (await isRequested(wish, dependencies)) return { choices: null, made: null };
  const tried = await tryUndo(wish, dependencies);
  if (!tried.ready) throw notReady(tried);
  const { tree, changes: filesChanged, undone, onHead } = tried;
  const told = parseManifest(await getBytes(artifacts, digestOf(undone.manifest.digest)));
  const summary = undoSummary(told.summary);
  const manifest = manifestOf({
    siteId: wish.site,
    buildId: wish.build,
    attempt: 0,
    sourceVersion: onHead.version,
    fencingToken: null,
    createdAt: wish.context.now,
    tree,
    filesChanged,
    checks: [{ name: 'static', passed: true, findings: [] }],
    summary,
    blame: await storeBlame(wish.build, tried, dependencies),
    agent: null,
  });
  const [archive, stored, choices, sealed] = await Promise.all([
    putBytes(artifacts, new Uint8Array(await packTree(tree))),
    putBytes(artifacts, manifestBytes(manifest)),
    storeChoices(wish, dependencies),
    sealer.seal({ kind: 'site', id: wish.site }, summary),
  ]);
  return {
    choices,
    made: {
      onHead: onHead.version,
      tree: sha256Of(treeDigest(manifest.files)),
      artifact: { digest: sha256Of(archive.digest), size: archive.size },
      manifest: { digest: sha256Of(stored.digest) },
      counts: countsOf(manifest),
      summary: sealed,
    },
  };
};

const isRequested = async (
  { site, build }: { readonly site: SiteId; readonly build: BuildId },
  { aggregates }: Dependencies,
): Promise<boolean> => {
  const { state } = await aggregates.read(siteStream(site), siteDecider);
  return state.status !== 'none' && buildStateOf(state, build) !== undefined;
};

/** Null where it is not known who wrote what it is made from. */
const storeBlame = async (
  build: BuildId,
  { tree, head, onHead, before, parent }: TriedUndo,
  { artifacts }: Dependencies,
): Promise<Digest | null> => {
  const [newest, old] = await Promise.all([onHead, parent].map((version) => storedBlame(artifacts, version)));
  if (!newest || !old) return null;
  const sources = [
    { tree: head, blame: newest },
    { tree: before, blame: old },
  ];
  return (await putBytes(artifacts, blameBytes(blameTree({ tree, build, sources })))).digest;
};

const storeChoices = async ({ choices }: UndoWish, { artifacts }: Dependencies): Promise<Sha256 | null> => {
  if (choices.length === 0) return null;
  const { digest } = await putBytes(artifacts, new TextEncoder().encode(JSON.stringify(choices)));
  return sha256Of(digest);
};

const notReady = (tried: TriedUndo): ApiError => {
  const open = tried.conflicts.filter(({ choice }) => choice === null).length;
  const [finding] = tried.findings;
  const why =
    open > 0
      ? `Later builds changed ${open === 1 ? 'a place' : `${open} places`} that version ${tried.undone.version} changed; choose for each what to take, then send the choices`
      : `The result would not pass the checks: ${finding?.message ?? 'a check refused it'}`;
  return new ApiError(409, 'undo-conflicts', why, { details: { ...trialDto(tried) } });
};

/** A digest is what the events call a Sha256. */
const sha256Of = (digest: string): Sha256 => digest as Sha256;

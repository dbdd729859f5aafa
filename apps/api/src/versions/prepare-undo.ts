import { type UndoneTree, undoBuild, undoSummary } from '@pagewright/authoring';
import {
  countsOf,
  digestOf,
  getBytes,
  manifestBytes,
  manifestOf,
  packTree,
  parseManifest,
  putBytes,
  treeDigest,
  unpackArchive,
} from '@pagewright/artifacts';
import type { CommandContext, FileTree } from '@pagewright/kernel';
import {
  type BuildId,
  buildStateOf,
  type ExistingSite,
  headOf,
  type Sha256,
  type SiteCommand,
  siteDecider,
  type SiteId,
  siteStream,
  undoable,
  type UndoChoice,
  type Version,
  versionOf,
} from '@pagewright/sites';
import { ApiError, notFound } from '../http/api-error.ts';
import type { ApiDependencies } from '../http/dependencies.ts';
import { trialDto } from './undo-dto.ts';

type Dependencies = Pick<ApiDependencies, 'aggregates' | 'artifacts' | 'sealer'>;
type UndoBuild = Extract<SiteCommand, { type: 'UndoBuild' }>['data'];

export interface UndoWish {
  readonly site: SiteId;
  /** The build to undo. */
  readonly undoes: BuildId;
  readonly choices: readonly UndoChoice[];
}

export interface TriedUndo extends UndoneTree {
  readonly undone: Version;
  readonly onHead: Version;
}

/** Merges the undo into the head of this moment and changes nothing. @throws ApiError, Refusal */
export const tryUndo = async (wish: UndoWish, dependencies: Dependencies): Promise<TriedUndo> => {
  const { aggregates, artifacts } = dependencies;
  const { state } = await aggregates.read(siteStream(wish.site), siteDecider);
  if (state.status !== 'open') throw notFound(`Site ${wish.site}`);
  const undone = undoable(state, wish.undoes);
  const [onHead, parent] = [headOf(state), parentOf(state, undone)];
  if (!onHead || !parent) throw notFound(`Version ${undone.version} of site ${wish.site}`);
  const treeOf = async ({ artifact }: Version): Promise<FileTree> =>
    unpackArchive(await getBytes(artifacts, digestOf(artifact.digest)));
  const [before, after, head] = await Promise.all([treeOf(parent), treeOf(undone), treeOf(onHead)]);
  const choices = new Map(wish.choices.map(({ conflict, take }) => [conflict, take]));
  return { ...undoBuild({ before, after, head, choices }), undone, onHead };
};

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

const parentOf = (site: ExistingSite, { parent }: Version): Version | undefined =>
  parent === null ? undefined : versionOf(site, parent);

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

import { type UndoneTree, undoBuild } from '@pagewright/authoring';
import { digestOf, getBytes, unpackArchive } from '@pagewright/artifacts';
import type { FileTree } from '@pagewright/kernel';
import {
  type BuildId,
  type ExistingSite,
  headOf,
  siteDecider,
  type SiteId,
  siteStream,
  undoable,
  type UndoChoice,
  type Version,
  versionOf,
} from '@pagewright/sites';
import { notFound } from '../http/api-error.ts';
import type { ApiDependencies } from '../http/dependencies.ts';

type Dependencies = Pick<ApiDependencies, 'aggregates' | 'artifacts'>;

export interface UndoWish {
  readonly site: SiteId;
  /** The build to undo. */
  readonly undoes: BuildId;
  readonly choices: readonly UndoChoice[];
}

export interface TriedUndo extends UndoneTree {
  readonly undone: Version;
  readonly onHead: Version;
  readonly parent: Version;
  readonly before: FileTree;
  readonly head: FileTree;
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
  return { ...undoBuild({ before, after, head, choices }), undone, onHead, parent, before, head };
};

const parentOf = (site: ExistingSite, { parent }: Version): Version | undefined =>
  parent === null ? undefined : versionOf(site, parent);

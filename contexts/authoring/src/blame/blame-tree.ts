import type { FileTree } from '@pagewright/kernel/file-tree';
import { readText } from '../html/source-text.ts';
import { sameBytes } from '../site/site.ts';
import type { BlamedTree, FileBlame, TreeBlame } from './blame.ts';
import { type BlamedText, ownersOf, settleText, type TracedText, traceText } from './blame-text.ts';
import { type LostTokens, movedRuns } from './moved-runs.ts';
import { sourceTokens } from './source-tokens.ts';

export interface TreeToBlame {
  readonly tree: FileTree;
  /** The build that made it. */
  readonly build: string;
  /** What it was made from, the most important first; none for a first version. */
  readonly sources: readonly BlamedTree[];
}

/**
 * Who wrote what in a new version. A token that a source has too keeps its author, in the same place or moved within
 * the site; all else is the build's. A file with the same bytes keeps its runs as they are and costs nothing.
 */
export const blameTree = ({ tree, build, sources }: TreeToBlame): TreeBlame => {
  const renamed = renamedFiles(tree, sources);
  const blame = new Map<string, FileBlame>();
  const traced = new Map<string, TracedText>();
  for (const [path, bytes] of tree) {
    const known = sources.find((source) => sameBytes(source.tree.get(path), bytes))?.blame.get(path);
    const kept = known ?? renamed.get(path);
    if (kept) blame.set(path, kept);
    else if (sources.length > 0 && isFollowed(path)) {
      const text = readText(bytes)?.text;
      if (text !== undefined) traced.set(path, traceText(text, earlierTexts(path, sources)));
    }
    if (!kept && !traced.has(path)) blame.set(path, [{ length: sizeOf(bytes), build }]);
  }
  const find = movedRuns(lostTokens(tree, sources[0], traced));
  for (const [path, text] of traced) blame.set(path, settleText(text, find, build));
  return blame;
};

/** Markup, styles and scripts: in them it is told by the token who wrote it, in other files by the file. */
const isFollowed = (path: string): boolean => /\.(?:html?|css|m?js|svg)$/i.test(path);

const sizeOf = (bytes: Uint8Array): number => readText(bytes)?.text.length ?? bytes.length;

const earlierTexts = (path: string, sources: readonly BlamedTree[]): BlamedText[] =>
  sources.flatMap(({ tree, blame }) => {
    const [bytes, runs] = [tree.get(path), blame.get(path)];
    const text = bytes && readText(bytes)?.text;
    return text === undefined || !runs ? [] : [{ text, blame: runs }];
  });

/** Files that were in the first source under a name that is gone now. */
const renamedFiles = (tree: FileTree, [source]: readonly BlamedTree[]): ReadonlyMap<string, FileBlame> => {
  const gone = source ? [...source.tree].filter(([path]) => !tree.has(path)) : [];
  const renamed = new Map<string, FileBlame>();
  if (!source || gone.length === 0) return renamed;
  for (const [path, bytes] of tree) {
    if (source.tree.has(path)) continue;
    const old = gone.find(([, before]) => sameBytes(before, bytes));
    const blame = old && source.blame.get(old[0]);
    if (blame) renamed.set(path, blame);
  }
  return renamed;
};

const lostTokens = (
  tree: FileTree,
  source: BlamedTree | undefined,
  traced: ReadonlyMap<string, TracedText>,
): LostTokens[] => {
  const lost = [...traced.values()].flatMap((text) => text.lost ?? []);
  if (!source || traced.size === 0) return lost;
  for (const [path, bytes] of source.tree) {
    if (tree.has(path) || !isFollowed(path)) continue;
    const [text, runs] = [readText(bytes)?.text, source.blame.get(path)];
    if (text !== undefined && runs) lost.push(ownedTokens(text, runs));
  }
  return lost;
};

const ownedTokens = (text: string, runs: FileBlame): LostTokens => {
  const { tokens, starts } = sourceTokens(text);
  return { tokens, owners: ownersOf(starts, runs) };
};

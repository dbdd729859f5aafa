import { sequenceHunks } from '../matching/sequence-hunks.ts';
import { type BlameRun, type FileBlame, joined, runsWithin } from './blame.ts';
import { commonLines } from './common-lines.ts';
import type { FindMoved, LostTokens } from './moved-runs.ts';
import { sourceTokens } from './source-tokens.ts';

export interface BlamedText {
  readonly text: string;
  readonly blame: FileBlame;
}

/** A text whose tokens have their owners as far as its earlier texts tell. */
export interface TracedText {
  /** Who wrote the common beginning and end. */
  readonly head: FileBlame;
  readonly tail: FileBlame;
  /** In between: its length, its tokens, their offsets and owners, undefined for those that are new. */
  readonly length: number;
  readonly tokens: readonly string[];
  readonly starts: Int32Array;
  readonly owners: readonly (string | undefined)[];
  /** What the first of the earlier texts has and this one does not. */
  readonly lost: LostTokens | undefined;
  /** Who owns it if it has no token at all. */
  readonly before: string | undefined;
}

/** Follows every token back to the first of the earlier texts that has it in the same order. */
export const traceText = (text: string, earlier: readonly BlamedText[]): TracedText => {
  const [first, ...others] = earlier;
  // With several, what is common with one may differ from another: then the whole text is looked at.
  const { head, tail } = first && others.length === 0 ? commonLines(first.text, text) : { head: 0, tail: 0 };
  const { tokens, starts } = sourceTokens(text.slice(head, text.length - tail));
  const owners: (string | undefined)[] = tokens.map(() => undefined);
  const [lost] = earlier.map((old) => adopt(old, head, old.text.length - tail, tokens, owners));
  return {
    head: first ? runsWithin(first.blame, 0, head) : [],
    tail: first ? runsWithin(first.blame, first.text.length - tail, first.text.length) : [],
    length: text.length - head - tail,
    tokens,
    starts,
    owners,
    lost,
    before: first?.blame[0]?.build,
  };
};

/** Gives tokens that stand in the old text too the owners they have there; answers with those that do not. */
const adopt = (
  { text, blame }: BlamedText,
  from: number,
  to: number,
  tokens: readonly string[],
  owners: (string | undefined)[],
): LostTokens => {
  const old = sourceTokens(text.slice(from, to));
  const theirs = ownersOf(old.starts, runsWithin(blame, from, to));
  const lost: { tokens: string[]; owners: string[] } = { tokens: [], owners: [] };
  let [at, fresh] = [0, 0];
  const keepUntil = (end: number): void => {
    for (; at < end; at += 1, fresh += 1) owners[fresh] ??= theirs[at];
  };
  for (const hunk of sequenceHunks(old.tokens, tokens)) {
    keepUntil(hunk.start);
    for (; at < hunk.end; at += 1) {
      lost.tokens.push(old.tokens[at] ?? '');
      lost.owners.push(theirs[at] ?? '');
    }
    fresh = hunk.to;
  }
  keepUntil(old.tokens.length);
  return lost;
};

/** The owner of each token by where it begins. */
export const ownersOf = (starts: Int32Array, runs: FileBlame): string[] => {
  const owners: string[] = [];
  let [run, end] = [0, runs[0]?.length ?? 0];
  for (const start of starts) {
    while (start >= end && run + 1 < runs.length) {
      run += 1;
      end += runs[run]?.length ?? 0;
    }
    owners.push(runs[run]?.build ?? '');
  }
  return owners;
};

/** The runs of a traced text: what stands elsewhere in the version before keeps its owner, all else is the build's. */
export const settleText = (traced: TracedText, find: FindMoved, build: string): FileBlame => {
  const { head, tail, length, starts, before } = traced;
  const owners = settledOwners(traced, find, build);
  // White space goes with what stands before it.
  const runs = owners.map((owner, index): BlameRun => {
    const from = index === 0 ? 0 : (starts[index] ?? 0);
    return { length: (starts[index + 1] ?? length) - from, build: owner };
  });
  const layout = owners.length === 0 ? [{ length, build: before ?? build }] : [];
  return joined([...head, ...runs, ...layout, ...tail]);
};

const settledOwners = ({ tokens, owners }: TracedText, find: FindMoved, build: string): string[] => {
  const settled: string[] = [];
  let unowned = 0;
  while (settled.length < tokens.length) {
    const at = settled.length;
    const known = owners[at];
    if (known === undefined) {
      for (unowned = Math.max(unowned, at); unowned < tokens.length && owners[unowned] === undefined;) unowned += 1;
      const moved = find(tokens, at, unowned);
      if (moved.length === 0) settled.push(build);
      for (const owner of moved) settled.push(owner);
    } else settled.push(known);
  }
  return settled;
};

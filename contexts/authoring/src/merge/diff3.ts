import { type Hunk, sequenceHunks } from '../matching/sequence-hunks.ts';

/** A stretch of a merged text: settled, or changed on both sides and differently. All are lists of units. */
export type MergedPart =
  | { readonly type: 'settled'; readonly units: readonly string[] }
  | {
      readonly type: 'conflict';
      readonly base: readonly string[];
      readonly ours: readonly string[];
      readonly theirs: readonly string[];
      /** Index in ours of the first unit. */
      readonly at: number;
    };

interface Sided extends Hunk {
  readonly side: 'ours' | 'theirs';
}

/**
 * Three-way merge of sequences: diff3 as in S. Khanna, K. Kunal and B. Pierce, "A Formal Investigation of Diff3" (FSTTCS
 * 2007), over the hunks of base→ours and base→theirs. In one thing it differs: hunks that only touch (the end of one is
 * the beginning of the other) are two changes and not one, so that a new line below a changed one is no conflict.
 */
export const diff3 = (base: readonly string[], ours: readonly string[], theirs: readonly string[]): MergedPart[] => {
  const parts: MergedPart[] = [];
  let at = 0;
  let shift = 0;
  for (const group of groupsOf(sequenceHunks(base, ours), sequenceHunks(base, theirs))) {
    const { start, end } = extentOf(group);
    parts.push({ type: 'settled', units: base.slice(at, start) });
    const old = base.slice(start, end);
    const [left, right] = [sideOf('ours', group, base, ours), sideOf('theirs', group, base, theirs)];
    const settled = settledOf(left, right);
    parts.push(
      settled
        ? { type: 'settled', units: settled.units }
        : { type: 'conflict', base: old, ours: left.units, theirs: right.units, at: start + shift },
    );
    shift += left.units.length - old.length;
    at = end;
  }
  return [...parts, { type: 'settled', units: base.slice(at) }];
};

/** Hunks of both sides by their place in base, those that overlap together. */
const groupsOf = (ours: readonly Hunk[], theirs: readonly Hunk[]): Sided[][] => {
  const hunks = [
    ...ours.map((hunk): Sided => ({ ...hunk, side: 'ours' })),
    ...theirs.map((hunk): Sided => ({ ...hunk, side: 'theirs' })),
  ].toSorted((a, b) => a.start - b.start || a.end - b.end);
  const groups: Sided[][] = [];
  for (const hunk of hunks) {
    const group = groups.at(-1);
    if (group && overlap(extentOf(group), hunk)) group.push(hunk);
    else groups.push([hunk]);
  }
  return groups;
};

type Extent = Pick<Hunk, 'start' | 'end'>;

const extentOf = (group: readonly Sided[]): Extent => ({
  start: Math.min(...group.map(({ start }) => start)),
  end: Math.max(...group.map(({ end }) => end)),
});

/** Two insertions overlap at the same place, an insertion and a change where it lies inside. */
const overlap = (a: Extent, b: Extent): boolean =>
  a.start === a.end && b.start === b.end ? a.start === b.start : a.start < b.end && b.start < a.end;

interface Side {
  readonly units: readonly string[];
  readonly changed: boolean;
}

/** The side that both can live with, if there is one. */
const settledOf = (ours: Side, theirs: Side): Side | undefined => {
  if (!ours.changed || same(ours.units, theirs.units)) return theirs;
  return theirs.changed ? undefined : ours;
};

/** What a side has for the extent of a group: its own hunks, and base in between. */
const sideOf = (
  side: Sided['side'],
  group: readonly Sided[],
  base: readonly string[],
  units: readonly string[],
): Side => {
  const { start, end } = extentOf(group);
  const own = group.filter((hunk) => hunk.side === side);
  const found: (readonly string[])[] = [];
  let at = start;
  for (const hunk of own) {
    found.push(base.slice(at, hunk.start), units.slice(hunk.from, hunk.to));
    at = hunk.end;
  }
  return { units: [...found, base.slice(at, end)].flat(), changed: own.length > 0 };
};

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((unit, at) => unit === b[at]);

import { excerpt, type Token } from '../source/tokens.ts';

/** Says why what stands in a region now is not what was asked for; undefined if it is. */
export type Check = (now: readonly Token[]) => string | undefined;

/** Tokens `[from, to)` of the old source that may have become something else, and what they must have become. */
export interface Region {
  readonly from: number;
  readonly to: number;
  readonly checks: readonly Check[];
}

/** A request that contradicts itself or its site: nobody's answer to it could be judged. */
export class FaultyRequest extends Error {
  override readonly name = 'FaultyRequest';
}

/** Orders regions and joins those that are one; two that overlap otherwise cannot be told apart. */
export const mergeRegions = (regions: readonly Region[]): Region[] => {
  const merged: Region[] = [];
  for (const region of regions.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const last = merged.at(-1);
    if (last !== undefined && last.from === region.from && last.to === region.to)
      merged[merged.length - 1] = { ...last, checks: [...last.checks, ...region.checks] };
    else if (last !== undefined && region.from < last.to)
      throw new FaultyRequest('two of its edits overlap in a way that cannot be judged');
    else merged.push(region);
  }
  return merged;
};

/**
 * Whether the new tokens are the old ones with nothing but the regions changed, each as its checks demand. White space
 * directly after a region may differ.
 */
export const compareOutside = (
  before: readonly Token[],
  after: readonly Token[],
  regions: readonly Region[],
): string | undefined => {
  const fixed = [...regions, undefined].map((region, at) =>
    before.slice(regions[at - 1]?.to ?? 0, region?.from ?? before.length),
  );
  const first = fixed[0] ?? [];
  const mismatch = first.findIndex((token, at) => !isSame(token, after[at], at === 0));
  if (mismatch >= 0) return changedAt(first, mismatch, after, mismatch);
  if (regions.length === 0)
    return after.length === first.length ? undefined : `added: ${excerpt(after.slice(first.length))}`;
  const search = new Search(fixed, after, regions);
  return search.from(0, first.length) ? undefined : search.reason;
};

class Search {
  reason = '';
  #furthest = -1;

  constructor(fixed: readonly (readonly Token[])[], after: readonly Token[], regions: readonly Region[]) {
    this.fixed = fixed;
    this.after = after;
    this.regions = regions;
  }

  private readonly fixed: readonly (readonly Token[])[];
  private readonly after: readonly Token[];
  private readonly regions: readonly Region[];

  /** Whether region `at`, which begins at `start` of the new tokens, and all after it can be placed. */
  from(at: number, start: number): boolean {
    const region = this.regions[at];
    if (region === undefined) return start === this.after.length;
    const next = this.fixed[at + 1] ?? [];
    const ends = at === this.regions.length - 1 ? [this.after.length - next.length] : this.#ends(next, start);
    for (const end of ends) {
      if (end < start) {
        this.#note(at, 'something is missing after it');
        continue;
      }
      const mismatch = next.findIndex((token, offset) => !isSame(token, this.after[end + offset], offset === 0));
      if (mismatch >= 0) {
        this.#note(at, changedAt(next, mismatch, this.after, end + mismatch));
        continue;
      }
      const now = this.after.slice(start, end);
      const refused = region.checks.map((check) => check(now)).find((reason) => reason !== undefined);
      if (refused === undefined) {
        if (this.from(at + 1, end + next.length)) return true;
      } else this.#note(at + 0.5, refused);
    }
    if (ends.length === 0) this.#note(at, `what follows it was changed: ${excerpt(next)}`);
    return false;
  }

  #ends(next: readonly Token[], start: number): number[] {
    const ends: number[] = [];
    for (let end = start; end <= this.after.length - next.length; end += 1)
      if (next.every((token, offset) => isSame(token, this.after[end + offset], offset === 0))) ends.push(end);
    return ends;
  }

  #note(depth: number, reason: string): void {
    if (depth < this.#furthest) return;
    this.#furthest = depth;
    this.reason = reason;
  }
}

const isSame = (a: Token, b: Token | undefined, first: boolean): boolean =>
  b !== undefined && a.key === b.key && (first || a.spaced === b.spaced);

const changedAt = (old: readonly Token[], at: number, now: readonly Token[], nowAt: number): string =>
  `changed besides the wish: "${excerpt(old.slice(at, at + 6))}" is "${excerpt(now.slice(nowAt, nowAt + 6))}"`;

import type { Change, Site } from '../site/site.ts';
import type { Wish } from '../understanding/wish.ts';

export interface Option {
  /** What the person sees and answers with. */
  readonly label: string;
  readonly take: () => Attempt;
}

/** What came of trying to do something. */
export type Attempt =
  | { readonly type: 'done'; readonly changes: readonly Change[]; readonly summary: string }
  /** `already`: what was asked for is so; no other reading of the wish is tried. */
  | { readonly type: 'unable'; readonly reason: string; readonly already?: true }
  | {
      readonly type: 'unclear';
      readonly question: string;
      readonly choices: readonly Option[];
      /** What an answer in one's own words leads to; undefined if it tells nothing either. */
      readonly inWords?: (answer: string) => Attempt | undefined;
    };

/** One way to read a wish, and what doing it so would come to. */
export interface Proposal {
  /** 0 to 1: how surely the wish means this. */
  readonly score: number;
  readonly attempt: () => Attempt;
}

/** A file that came with the message; `path` is where it stands in the site, null for what is only to be looked at. */
export interface AttachedFile {
  readonly name: string;
  readonly path: string | null;
}

/** What a wish came with. */
export interface Surroundings {
  /** The whole message that the wish is a part of. */
  readonly message: string;
  readonly attached: readonly AttachedFile[];
}

/** One thing that the agent can do. */
export interface Ability {
  /** Words that hint at this ability, for suggesting the nearest one. */
  readonly topics: readonly string[];
  /** Sentences that would work on this site, the most telling first. */
  readonly examples: (site: Site) => readonly string[];
  readonly read: (wish: Wish, site: Site, around: Surroundings) => readonly Proposal[];
}

export const unable = (reason: string): Attempt => ({ type: 'unable', reason });

export const already = (reason: string): Attempt => ({ type: 'unable', reason, already: true });

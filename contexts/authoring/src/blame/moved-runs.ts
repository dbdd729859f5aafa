/** Tokens that a version lost, each with the build that wrote it. */
export interface LostTokens {
  readonly tokens: readonly string[];
  readonly owners: readonly string[];
}

/** Where lost tokens are found again; undefined when nothing was lost that is worth looking for. */
export type FindMoved = (tokens: readonly string[], at: number, end: number) => readonly string[];

// A stretch counts as moved from 20 letters and digits on, as for `git blame -M` (git-blame(1)).
const leastCharacters = 20;
const gram = 6;
// Beyond this a change is a new site rather than a rearranged one.
const mostTokens = 200_000;

/**
 * Looks for stretches that stand elsewhere now: every six tokens of what was lost are indexed, and a hit is followed as
 * far as both agree. Answers with the owners of the tokens from `at` on, none when it is no moved stretch.
 */
export const movedRuns = (lost: readonly LostTokens[]): FindMoved => {
  const places = new Map<string, { readonly of: LostTokens; readonly at: number }>();
  if (lost.reduce((sum, { tokens }) => sum + tokens.length, 0) <= mostTokens) {
    for (const of of lost) {
      for (let at = 0; at + gram <= of.tokens.length; at += 1) {
        const key = gramAt(of.tokens, at);
        if (!places.has(key)) places.set(key, { of, at });
      }
    }
  }
  return (tokens, at, end) => {
    const found = at + gram <= end ? places.get(gramAt(tokens, at)) : undefined;
    if (!found) return [];
    let length = gram;
    const { of, at: from } = found;
    while (at + length < end && tokens[at + length] === of.tokens[from + length]) length += 1;
    const characters = tokens
      .slice(at, at + length)
      .join('')
      .replace(/[^\p{L}\p{N}]/gu, '').length;
    return characters < leastCharacters ? [] : of.owners.slice(from, from + length);
  };
};

const gramAt = (tokens: readonly string[], at: number): string => tokens.slice(at, at + gram).join('\n');

import type { Pointer, Site } from '../api/types.ts';

/**
 * The answer to a command beside what the socket told meanwhile: under load the hosts may be done before the answer is
 * here, and what it says is then the past.
 */
export const newerSite = (known: Site | null, answered: Site): Site => {
  if (known === null || known.id !== answered.id) return answered;
  if (known.lastChange.at > answered.lastChange.at) return known;
  return {
    ...answered,
    live: settled(known.live, answered.live),
    preview: settled(known.preview, answered.preview),
  };
};

/** One move of a pointer goes from `publishing` on, never back to it. */
const settled = (known: Pointer | null, answered: Pointer | null): Pointer | null => {
  const isSameMove = known !== null && answered !== null && known.at === answered.at;
  return isSameMove && answered.state === 'publishing' ? known : answered;
};

const names = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

/** Which place a word means: 1 for "first" or "1st", -1 for "last", undefined for a word that counts nothing. */
export const ordinal = (word: string): number | undefined => {
  if (word === 'last' || word === 'final' || word === 'bottom') return -1;
  const named = names.indexOf(word);
  if (named >= 0) return named + 1;
  const counted = /^(\d{1,3})(?:st|nd|rd|th)$/.exec(word)?.[1];
  return counted === undefined ? undefined : Number(counted);
};

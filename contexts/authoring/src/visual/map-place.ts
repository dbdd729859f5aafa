export interface Place {
  readonly start: number;
  readonly end: number;
}

/**
 * Where a piece of a text stands in a later form of it. It is found when all that changed lies before or behind it, or
 * when it stands exactly once in both; else its place is not known, and nothing may be guessed.
 */
export const mapPlace = (before: string, after: string, { start, end }: Place): Place | undefined => {
  if (before === after) return { start, end };
  const shortest = Math.min(before.length, after.length);
  let same = 0;
  while (same < shortest && before[same] === after[same]) same += 1;
  if (end <= same) return { start, end };
  let tail = 0;
  while (tail < shortest - same && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const shift = after.length - before.length;
  if (start >= before.length - tail) return { start: start + shift, end: end + shift };
  return onlyPlace(before, after, { start, end });
};

const onlyPlace = (before: string, after: string, { start, end }: Place): Place | undefined => {
  const piece = before.slice(start, end);
  const found = after.indexOf(piece);
  if (found < 0 || isTwice(before, piece) || isTwice(after, piece)) return undefined;
  return { start: found, end: found + piece.length };
};

const isTwice = (text: string, piece: string): boolean => text.indexOf(piece) !== text.lastIndexOf(piece);

/**
 * How alike two texts look, 0 to 1: Dice's coefficient over pairs of neighbouring characters (L. R. Dice, 1945).
 * Case and white space at the ends do not count.
 */
export const similarity = (a: string, b: string): number => {
  const [left, right] = [pairs(a), pairs(b)];
  const total = count(left) + count(right);
  if (total === 0) return a.trim().toLowerCase() === b.trim().toLowerCase() ? 1 : 0;
  let shared = 0;
  for (const [pair, times] of left) shared += Math.min(times, right.get(pair) ?? 0);
  return (2 * shared) / total;
};

const pairs = (text: string): Map<string, number> => {
  const plain = text.trim().toLowerCase();
  const found = new Map<string, number>();
  for (let at = 0; at + 2 <= plain.length; at += 1) {
    const pair = plain.slice(at, at + 2);
    found.set(pair, (found.get(pair) ?? 0) + 1);
  }
  return found;
};

const count = (found: ReadonlyMap<string, number>): number =>
  [...found.values()].reduce((sum, times) => sum + times, 0);

/**
 * Which of a row of tabs have room, by their places in the row. What does not fit goes into a menu of the width `more`;
 * the active one always has a place: where it would not, it takes that of the last that fits. Sizes in px.
 */
export const fitting = (
  widths: readonly number[],
  { room, gap, more, active }: { room: number; gap: number; more: number; active: number },
): readonly number[] => {
  const all = widths.map((_, index) => index);
  const needed = (indexes: readonly number[]): number =>
    indexes.reduce((sum, index) => sum + (widths[index] ?? 0) + gap, -gap);
  if (needed(all) <= room) return all;
  const shown: number[] = [];
  for (const index of all) {
    const next = [...shown, index];
    const withActive = next.includes(active) ? next : [...next, active];
    if (needed(withActive) + gap + more > room) break;
    shown.push(index);
  }
  return shown.includes(active) ? shown : [...shown, active];
};

/** A stretch of the page from top to bottom, in px. */
export interface Zone {
  readonly from: number;
  readonly to: number;
}

/** How far each of the boxes that stand one below the other is from a zone, in px; 0 for one that reaches into it. */
export const distances = (heights: readonly number[], top: number, { from, to }: Zone): readonly number[] => {
  let y = top;
  return heights.map((height) => {
    const begins = y;
    y += height;
    return Math.max(0, from - y, begins - to);
  });
};

/** A stretch of the page from top to bottom, in px. */
export interface Zone {
  readonly from: number;
  readonly to: number;
}

/** Which of the boxes that stand one below the other reach into a zone: the first, and the one after the last. */
export const boxesIn = (
  heights: readonly number[],
  top: number,
  { from, to }: Zone,
): { readonly first: number; readonly end: number } => {
  let [y, first] = [top, 0];
  while (first < heights.length && y + (heights[first] ?? 0) <= from) y += heights[first++] ?? 0;
  let end = first;
  while (end < heights.length && y < to) y += heights[end++] ?? 0;
  return { first, end };
};

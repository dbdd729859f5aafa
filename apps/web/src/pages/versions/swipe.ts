/** Where a key moves the cut between two pages to, in percent, or null for a key that does not move it. */
export const keyedCut = (cut: number, key: string, far: boolean): number | null => {
  const step = far ? 10 : 2;
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return Math.max(0, cut - step);
    case 'ArrowRight':
    case 'ArrowUp':
      return Math.min(100, cut + step);
    case 'PageDown':
      return Math.max(0, cut - 10);
    case 'PageUp':
      return Math.min(100, cut + 10);
    case 'Home':
      return 0;
    case 'End':
      return 100;
    default:
      return null;
  }
};

/** The first pane's share in percent. Neither pane gets smaller than a quarter. */
export const clampShare = (share: number): number => Math.min(75, Math.max(25, share));

/** Where a key moves the division to, or null for a key that does not move it. */
export const keyedShare = (share: number, key: string): number | null => {
  switch (key) {
    case 'ArrowLeft':
      return clampShare(share - 2);
    case 'ArrowRight':
      return clampShare(share + 2);
    case 'Home':
      return clampShare(0);
    case 'End':
      return clampShare(100);
    case 'Enter':
      return 50;
    default:
      return null;
  }
};

export const readShare = (name: string): number => {
  try {
    const share = Number.parseFloat(localStorage.getItem(keyOf(name)) ?? '');
    return Number.isFinite(share) ? clampShare(share) : 50;
  } catch {
    return 50;
  }
};

export const writeShare = (name: string, share: number): void => {
  try {
    localStorage.setItem(keyOf(name), String(Math.round(share * 10) / 10));
  } catch {
    // Not remembered then; the page works the same.
  }
};

const keyOf = (name: string): string => `pagewright.split.${name}`;

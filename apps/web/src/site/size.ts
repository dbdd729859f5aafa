const units = ['B', 'kB', 'MB', 'GB'] as const;

/** "640 B", "12 kB", "3.4 MB": decimal units, one digit after the point below ten. */
export const sizeOf = (bytes: number): string => {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const text = unit > 0 && value < 9.95 ? value.toFixed(1).replace('.0', '') : String(Math.round(value));
  return `${text} ${units[unit]}`;
};

/** A table for a terminal: words begin at the left of their column, a column of figures ends at its right. */
export const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const figures = head.map((_, column) => column > 0 && rows.every((row) => isFigure(row[column] ?? '')));
  return aligned([head, ...rows], figures);
};

/** The same without heads, for words alone. */
export const columns = (rows: readonly (readonly string[])[]): string => aligned(rows, []);

const aligned = (rows: readonly (readonly string[])[], toTheRight: readonly boolean[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const padded = (cell: string, column: number): string =>
    toTheRight[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  return rows.map((row) => row.map(padded).join('  ').trimEnd()).join('\n');
};

/** `1,284`, `12 s`, `3.4 MB`. */
const isFigure = (cell: string): boolean => /^[\d.,]+( |$)/.test(cell);

/** 1,284. */
export const counted = (count: number): string => count.toLocaleString('en');

/** 1.2 kB, 3.4 MB … in powers of a thousand. */
export const sized = (bytes: number): string => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  return `${(bytes / 1_000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
};

/** The HTML pages among paths, the entry page first, then by path. */
export const pagesOf = (paths: readonly string[]): string[] =>
  paths
    .filter((path) => /\.html?$/i.test(path))
    .toSorted((a, b) => Number(b === 'index.html') - Number(a === 'index.html') || (a < b ? -1 : 1));

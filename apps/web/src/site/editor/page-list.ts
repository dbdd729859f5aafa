/** Whether a path in the frame means one of the site's pages: hosts find `about.html` under `/about` and a folder's index. */
export const isListed = (path: string, pages: readonly string[]): boolean => {
  const bare = decoded(path.replace(/[?#].*$/, ''));
  const names = [bare, `${bare}.html`, bare.replace(/index\.html$/, ''), `${bare}/`];
  return pages.some((page) => names.includes(page));
};

const decoded = (path: string): string => {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
};

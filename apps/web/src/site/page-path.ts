/** The address of a page file: `index.html` is its folder; every other page keeps its name, since hosts differ on that. */
export const pagePath = (file: string): string => {
  const path = `/${file.replace(/^\/+/, '')}`;
  return path.endsWith('/index.html') ? path.slice(0, -'index.html'.length) : path;
};

/** Whether a file of that name is compressed by its own kind: trying again costs time and saves nothing. */
export const isCompressed = (path: string): boolean =>
  /\.(?:avif|gif|gz|jpe?g|mp[34]|ogg|pdf|png|webm|webp|woff2?|zip)$/i.test(path);

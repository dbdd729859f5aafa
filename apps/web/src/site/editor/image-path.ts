/** Whether a page can show the file as a picture. */
export const isImagePath = (path: string): boolean => /\.(?:avif|gif|jpe?g|png|svg|webp)$/i.test(path);
